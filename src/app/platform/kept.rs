//! What this browser keeps between visits: the files of the latest analyses and their settings, in the origin's private file
//! system. Runs in the worker. Results are not kept: they are worked out again.
//!
//! Each set of files has a folder of its own, so tabs with different files do not touch each other's. A folder is whole when it has
//! a list (`list-<number>-<time>`) whose seal fits and all files have the sizes that it names; a list is written beside the earlier
//! one, which goes last. Whoever has a folder open holds a shared lock of its name: only what nobody holds is cleared away.

use clientele_core::domain::ErrorView;
use clientele_engine::Config;
use clientele_engine::project::{FileEntry, Made, Manifest};
use clientele_messages::KeptView;
use futures_channel::oneshot;
use js_sys::{Array, AsyncIterator, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions, FileSystemGetFileOptions,
    FileSystemReadWriteOptions, FileSystemRemoveOptions, FileSystemSyncAccessHandle, WorkerNavigator,
};

/// The folder of everything that is kept.
const FOLDER: &str = "clientele";
const LIST: &str = "list-";
/// So many sets of files are kept; the oldest go first.
const MOST_WORKS: usize = 3;
/// Written at a time.
const CHUNK_BYTES: f64 = 4_194_304.0;
/// Left free for lists, and for the browser's own book-keeping.
const SPARE_BYTES: f64 = 262_144.0;

/// One set of files with its settings.
pub(super) struct Work {
    pub(super) id: String,
    number: u64,
    pub(super) saved_ms: f64,
    pub(super) manifest: Manifest,
}

impl Work {
    pub(super) fn copy(&self) -> Self {
        Self { id: self.id.clone(), number: self.number, saved_ms: self.saved_ms, manifest: self.manifest.clone() }
    }

    pub(super) fn view(&self) -> KeptView {
        KeptView {
            id: self.id.clone(),
            files: self.manifest.files.iter().map(|file| file.name.clone()).collect(),
            bytes: self.manifest.total_bytes(),
            saved_ms: self.saved_ms,
            problem: None,
        }
    }
}

/// Why something is not kept.
pub(super) enum KeepError {
    /// The browser keeps nothing for this page: a private window, or not a secure address.
    Nowhere,
    /// No room; with what the browser allows in all, where it says.
    Full(Option<f64>),
    /// Another tab has changed the settings of the same files, and is still open.
    OtherTab,
    /// It is not there any more.
    Gone,
    /// Something else.
    Failed(JsValue),
}

impl From<JsValue> for KeepError {
    fn from(error: JsValue) -> Self {
        match name_of(&error).as_str() {
            "QuotaExceededError" => Self::Full(None),
            "NotFoundError" => Self::Gone,
            _ => Self::Failed(error),
        }
    }
}

impl KeepError {
    pub(super) fn view(&self) -> ErrorView {
        let goes_on = "Your work goes on, but a reload will ask for the files again: save a project file to keep it.";
        let (code, message, suggestion) = match self {
            Self::Nowhere => (
                "kept-nowhere",
                "Not kept: this browser keeps no files for this page, as in a private window".to_owned(),
                goes_on.to_owned(),
            ),
            Self::Full(allowed) => (
                "kept-full",
                match allowed {
                    Some(bytes) => {
                        format!("Not kept: the browser allows {} for this page, which is not enough", megabytes(*bytes))
                    }
                    None => "Not kept: the browser has no room left for this page".to_owned(),
                },
                format!("{goes_on} On the Settings page you can erase what was kept before."),
            ),
            Self::OtherTab => (
                "kept-other-tab",
                "Another tab keeps other settings for the same files; those of this tab are not kept".to_owned(),
                "Close the other tab, or save a project file here. Nothing on this page is lost.".to_owned(),
            ),
            Self::Gone => (
                "kept-gone",
                "What was kept has been erased, perhaps in another tab".to_owned(),
                "Choose the files again to keep them again.".to_owned(),
            ),
            Self::Failed(error) => {
                let text = error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())).unwrap_or_default();
                ("kept-failed", format!("Not kept: {text}"), goes_on.to_owned())
            }
        };
        ErrorView { code: code.to_owned(), message, place: None, suggestion }
    }
}

fn megabytes(bytes: f64) -> String {
    format!("{} MB", ((bytes / 1e6).round() as u64).max(1))
}

fn name_of(error: &JsValue) -> String {
    Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}

/// The place where everything is kept.
pub(super) struct Store {
    folder: FileSystemDirectoryHandle,
}

impl Store {
    /// Opens it, and makes it where it is not there.
    pub(super) async fn open() -> Result<Self, KeepError> {
        let get = async {
            let root: FileSystemDirectoryHandle = JsFuture::from(navigator()?.storage().get_directory()).await?.dyn_into()?;
            folder(&root, FOLDER, true).await
        };
        // Where locks are missing, so is the file system; old browsers lack either.
        if locks().is_none() {
            return Err(KeepError::Nowhere);
        }
        get.await.map(|folder| Self { folder }).map_err(|_| KeepError::Nowhere)
    }

    /// All that is whole, the latest first.
    pub(super) async fn works(&self) -> Result<Vec<Work>, KeepError> {
        let mut works = Vec::new();
        for id in names(&self.folder).await? {
            if let Ok(work) = self.work(&id).await {
                works.push(work);
            }
        }
        works.sort_by(|a, b| b.saved_ms.total_cmp(&a.saved_ms).then_with(|| b.id.cmp(&a.id)));
        Ok(works)
    }

    /// The one of this name; of the latest list whose seal fits.
    pub(super) async fn work(&self, id: &str) -> Result<Work, KeepError> {
        let folder = folder(&self.folder, id, false).await?;
        let mut lists: Vec<(u64, f64, String)> = names(&folder).await?.into_iter().filter_map(read_list_name).collect();
        lists.sort_by_key(|list| std::cmp::Reverse(list.0));
        for (number, saved_ms, name) in lists {
            let Ok(manifest) = Manifest::unsealed(&content(&folder, &name).await?) else { continue };
            let mut is_whole = true;
            for (at, file) in manifest.files.iter().enumerate() {
                let size = file_of(&folder, &at.to_string()).await.map(|f| f.size());
                is_whole &= size.is_ok_and(|size| size as u64 == file.bytes);
            }
            if is_whole {
                return Ok(Work { id: id.to_owned(), number, saved_ms, manifest });
            }
        }
        Err(KeepError::Gone)
    }

    /// Clears away what was begun and not finished, and the oldest beyond [`MOST_WORKS`]; not what a tab has open.
    pub(super) async fn tidy(&self, works: &[Work]) -> Result<(), KeepError> {
        for id in names(&self.folder).await? {
            if !works.iter().take(MOST_WORKS).any(|work| work.id == id)
                && let Some(lock) = Lock::take(&id, Sharing::None, Wait::No).await
            {
                remove(&self.folder, &id).await?;
                drop(lock);
            }
        }
        Ok(())
    }

    /// The files of a work, under their own names.
    pub(super) async fn files(&self, work: &Work) -> Result<Vec<File>, KeepError> {
        let folder = folder(&self.folder, &work.id, false).await?;
        let mut files = Vec::new();
        for (at, entry) in work.manifest.files.iter().enumerate() {
            let file = file_of(&folder, &at.to_string()).await?;
            let options = web_sys::FilePropertyBag::new();
            options.set_last_modified(entry.modified_ms.unwrap_or_default() as f64);
            files.push(File::new_with_blob_sequence_and_options(&Array::of1(&file), &entry.name, &options)?);
        }
        Ok(files)
    }

    /// Keeps files as a new work. The earlier ones stay as they are until this one is whole.
    pub(super) async fn keep(&self, files: &[File], config: &Config) -> Result<(Work, Lock), KeepError> {
        let entries: Vec<FileEntry> = files.iter().map(entry_of).collect();
        let id = format!("{}-{}", js_sys::Date::now() as u64, (js_sys::Math::random() * 1e6) as u32);
        let needed = entries.iter().fold(SPARE_BYTES, |sum, entry| sum + entry.bytes as f64);
        self.room(needed).await?;
        let lock = Lock::take(&id, Sharing::All, Wait::Yes).await.ok_or(KeepError::Nowhere)?;
        let written = self.write(&id, files, Manifest::new(config, Made::FromFiles, entries)).await;
        if written.is_err() {
            // What is half written is of no use, and takes room.
            let _ = remove(&self.folder, &id).await;
        }
        // Where writing fails all the same, the estimate was none: some browsers hide how much there is.
        written.map(|work| (work, lock))
    }

    async fn write(&self, id: &str, files: &[File], manifest: Manifest) -> Result<Work, KeepError> {
        let folder = folder(&self.folder, id, true).await?;
        for (at, file) in files.iter().enumerate() {
            let out = Writer::create(&folder, &at.to_string()).await?;
            let mut position = 0.0;
            while position < file.size() {
                let end = (position + CHUNK_BYTES).min(file.size());
                let part = JsFuture::from(file.slice_with_f64_and_f64(position, end)?.array_buffer()).await?;
                out.write(&part, position)?;
                position = end;
            }
            out.finish()?;
        }
        write_list(&folder, id, 1, manifest).await
    }

    /// Keeps other settings for the same files.
    pub(super) async fn change(&self, work: &Work, config: &Config) -> Result<Work, KeepError> {
        let manifest = Manifest::new(config, work.manifest.made, work.manifest.files.clone());
        let now = self.work(&work.id).await?;
        let is_changed = now.manifest != work.manifest && now.manifest != manifest;
        if is_changed && holders(&work.id).await > 1 {
            return Err(KeepError::OtherTab);
        }
        let folder = folder(&self.folder, &work.id, false).await?;
        let earlier = now.number;
        let changed = write_list(&folder, &work.id, earlier + 1, manifest).await?;
        // Whatever comes before is of no use any more; should removing fail, the latest still counts.
        for name in names(&folder).await? {
            if read_list_name(name.clone()).is_some_and(|(number, ..)| number <= earlier) {
                let _ = remove(&folder, &name).await;
            }
        }
        Ok(changed)
    }

    /// Forgets one work, unless another tab has it open.
    pub(super) async fn forget(&self, id: &str) {
        if holders(id).await <= 1 {
            let _ = remove(&self.folder, id).await;
        }
    }

    /// Erases all of them, whoever has them open; how many there were, and their bytes.
    pub(super) async fn erase(&self) -> Result<(usize, u64), KeepError> {
        let works = self.works().await?;
        let bytes = works.iter().map(|work| work.manifest.total_bytes()).sum();
        for name in names(&self.folder).await? {
            remove(&self.folder, &name).await?;
        }
        let root: FileSystemDirectoryHandle = JsFuture::from(navigator()?.storage().get_directory()).await?.dyn_into()?;
        remove(&root, FOLDER).await?;
        Ok((works.len(), bytes))
    }

    /// Refuses what certainly has no room, before anything is written.
    async fn room(&self, needed: f64) -> Result<(), KeepError> {
        let Ok((used, allowed)) = room().await else { return Ok(()) };
        if allowed - used < needed { Err(KeepError::Full(Some(allowed))) } else { Ok(()) }
    }
}

/// Bytes used and allowed, as the browser estimates them.
pub(super) async fn room() -> Result<(f64, f64), JsValue> {
    let estimate = JsFuture::from(navigator()?.storage().estimate()?).await?;
    let number = |name: &str| Reflect::get(&estimate, &name.into())?.as_f64().ok_or(JsValue::UNDEFINED);
    Ok((number("usage")?, number("quota")?))
}

/// Deletes the copies that the browser holds of the page's own files, for use without a network; how many sets there were.
pub(super) async fn erase_caches() -> Result<u32, JsValue> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    let caches = scope.caches()?;
    let names = Array::from(&JsFuture::from(caches.keys()).await?);
    let mut erased = 0;
    // Other pages of the same host may have some, too.
    for name in names.iter().filter_map(|name| name.as_string()).filter(|name| name.starts_with(FOLDER)) {
        JsFuture::from(caches.delete(&name)).await?;
        erased += 1;
    }
    Ok(erased)
}

/// A file's place in a list.
pub(super) fn entry_of(file: &File) -> FileEntry {
    FileEntry {
        name: file.name(),
        bytes: file.size() as u64,
        crc32: String::new(),
        modified_ms: Some(file.last_modified().max(0.0) as u64),
    }
}

async fn write_list(folder: &FileSystemDirectoryHandle, id: &str, number: u64, manifest: Manifest) -> Result<Work, KeepError> {
    let saved_ms = js_sys::Date::now();
    let out = Writer::create(folder, &format!("{LIST}{number}-{saved_ms}")).await?;
    let bytes = manifest.sealed().into_bytes();
    out.write(&Uint8Array::from(bytes.as_slice()), 0.0)?;
    out.finish()?;
    Ok(Work { id: id.to_owned(), number, saved_ms, manifest })
}

fn read_list_name(name: String) -> Option<(u64, f64, String)> {
    let (number, time) = name.strip_prefix(LIST)?.split_once('-')?;
    Some((number.parse().ok()?, time.parse().ok()?, name))
}

/// A file that is being written; other writers of it are kept out until it is dropped.
struct Writer(FileSystemSyncAccessHandle);

impl Writer {
    async fn create(folder: &FileSystemDirectoryHandle, name: &str) -> Result<Self, KeepError> {
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle: FileSystemFileHandle =
            JsFuture::from(folder.get_file_handle_with_options(name, &options)).await?.dyn_into()?;
        Ok(Self(JsFuture::from(handle.create_sync_access_handle()).await?.dyn_into()?))
    }

    /// Writes a buffer at a position.
    fn write(&self, buffer: &JsValue, position: f64) -> Result<(), KeepError> {
        let options = FileSystemReadWriteOptions::new();
        options.set_at(position);
        let bytes = Uint8Array::new(buffer);
        let written = self.0.write_with_buffer_source_and_options(&bytes, &options)?;
        // Some browsers write what there is room for, and say how much that was.
        if written < f64::from(bytes.length()) { Err(KeepError::Full(None)) } else { Ok(()) }
    }

    fn finish(self) -> Result<(), KeepError> {
        Ok(self.0.flush()?)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.0.close();
    }
}

async fn folder(of: &FileSystemDirectoryHandle, name: &str, create: bool) -> Result<FileSystemDirectoryHandle, JsValue> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(create);
    JsFuture::from(of.get_directory_handle_with_options(name, &options)).await?.dyn_into()
}

async fn file_of(folder: &FileSystemDirectoryHandle, name: &str) -> Result<File, JsValue> {
    let handle: FileSystemFileHandle = JsFuture::from(folder.get_file_handle(name)).await?.dyn_into()?;
    JsFuture::from(handle.get_file()).await?.dyn_into()
}

async fn content(folder: &FileSystemDirectoryHandle, name: &str) -> Result<Vec<u8>, JsValue> {
    let file = file_of(folder, name).await?;
    Ok(Uint8Array::new(&JsFuture::from(file.array_buffer()).await?).to_vec())
}

async fn names(folder: &FileSystemDirectoryHandle) -> Result<Vec<String>, JsValue> {
    let all: AsyncIterator = folder.keys();
    let mut names = Vec::new();
    loop {
        let next = JsFuture::from(all.next()?).await?;
        if Reflect::get(&next, &"done".into())?.is_truthy() {
            names.sort();
            return Ok(names);
        }
        names.extend(Reflect::get(&next, &"value".into())?.as_string());
    }
}

async fn remove(folder: &FileSystemDirectoryHandle, name: &str) -> Result<(), JsValue> {
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    JsFuture::from(folder.remove_entry_with_options(name, &options)).await.map(drop)
}

fn navigator() -> Result<WorkerNavigator, JsValue> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().dyn_into().map_err(|_| JsValue::from_str("not in a worker"))?;
    let navigator = scope.navigator();
    // On an address that is not secure there is no such thing.
    if Reflect::get(&navigator, &"storage".into())?.is_object() { Ok(navigator) } else { Err("no storage".into()) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sharing {
    All,
    None,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    Yes,
    No,
}

/// A name that is held as long as this lives; the browser lets it go when the tab is closed.
pub(super) struct Lock(Function);

impl Lock {
    /// Says that this tab has a work open.
    pub(super) async fn open(id: &str) -> Option<Self> {
        Self::take(id, Sharing::All, Wait::Yes).await
    }

    async fn take(id: &str, sharing: Sharing, wait: Wait) -> Option<Self> {
        let locks = locks()?;
        let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
        let options = Object::new();
        let mode = if sharing == Sharing::All { "shared" } else { "exclusive" };
        Reflect::set(&options, &"mode".into(), &mode.into()).ok()?;
        Reflect::set(&options, &"ifAvailable".into(), &(wait == Wait::No).into()).ok()?;
        let (sender, receiver) = oneshot::channel();
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() {
                let _ = sender.send(None);
                return JsValue::UNDEFINED;
            }
            let mut release = None;
            let held = Promise::new(&mut |resolve, _| release = Some(resolve));
            let _ = sender.send(release);
            held.into()
        });
        request.call3(&locks, &lock_name(id).into(), &options, &granted).ok()?;
        receiver.await.ok()?.map(Self)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::NULL);
    }
}

/// How many tabs have a work open, this one among them.
async fn holders(id: &str) -> usize {
    let query = || -> Option<Promise> {
        let locks = locks()?;
        let query: Function = Reflect::get(&locks, &"query".into()).ok()?.dyn_into().ok()?;
        query.call0(&locks).ok()?.dyn_into().ok()
    };
    let Some(query) = query() else { return 1 };
    let Ok(state) = JsFuture::from(query).await else { return 1 };
    let held = Reflect::get(&state, &"held".into()).map(|held| Array::from(&held)).unwrap_or_default();
    let text = |lock: &JsValue, key: &str| Reflect::get(lock, &key.into()).ok().and_then(|text| text.as_string());
    let name = lock_name(id);
    // A tab may hold it more than once.
    let mut tabs: Vec<Option<String>> =
        held.iter().filter(|lock| text(lock, "name").as_ref() == Some(&name)).map(|lock| text(&lock, "clientId")).collect();
    tabs.sort();
    tabs.dedup();
    tabs.len()
}

fn lock_name(id: &str) -> String {
    format!("clientele-kept-{id}")
}

fn locks() -> Option<JsValue> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    Reflect::get(&scope.navigator(), &"locks".into()).ok().filter(JsValue::is_object)
}
