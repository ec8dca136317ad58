//! What this browser keeps between visits: the files of the latest analyses and their settings, in the origin's private file
//! system. Runs in the worker. Results are not kept: they are worked out again.
//!
//! Each set of files has a folder of its own, so tabs with different files do not touch each other's. A folder is whole when it has
//! a list (`list-<number>-<time>-<ticket>`) whose seal fits; it is written after the files, beside the list before it, which goes last.
//! It names the digest of each file's bytes: by that the same files are known again, and damage when they are read. Whoever has a
//! folder open holds a shared lock of its name: only what nobody holds is cleared away.

use super::locks::{Lock, Sharing, Wait, holders, locks};
use clientele_core::domain::ErrorView;
use clientele_engine::project::{FileEntry, Made, Manifest};
use clientele_engine::{Config, Contents, Digest, Digester, FileInfo};
use clientele_messages::KeptView;
use js_sys::{Array, AsyncIterator, Reflect, Uint8Array};
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
const MOST_SETS: usize = 3;
/// Written at a time.
const CHUNK_BYTES: f64 = 4_194_304.0;
/// Marks a file as a copy from here, wherever it is sent: it is read with other words for what goes wrong.
const COPY_TYPE: &str = "application/x-clientele-kept";
/// The code of [`damaged`].
pub(super) const DAMAGED: &str = "kept-damaged";
/// Left free for lists, and for the browser's own book-keeping.
const SPARE_BYTES: f64 = 262_144.0;

/// One set of files with its settings.
#[derive(Clone)]
pub(super) struct KeptSet {
    pub(super) id: String,
    number: u64,
    pub(super) saved_ms: f64,
    /// What the page called it before it heard the name; often empty.
    pub(super) ticket: String,
    pub(super) manifest: Manifest,
}

impl KeptSet {
    /// Whether it is of these files: names and bytes.
    pub(super) fn is_of(&self, contents: &Contents) -> bool {
        self.manifest.contents().as_ref() == Some(contents)
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
    /// The copy of this file is not what it was.
    Damaged(String),
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
    /// A file is not what it was when it was read before.
    fn changed(name: &str) -> Self {
        Self::Failed(js_sys::Error::new(&format!("the file {name} was changed while it was read")).into())
    }

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
            Self::Damaged(name) => return damaged(name),
            Self::Failed(error) => {
                let text = error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())).unwrap_or_default();
                ("kept-failed", format!("Not kept: {text}"), goes_on.to_owned())
            }
        };
        ErrorView { code: code.to_owned(), message, place: None, suggestion }
    }
}

/// What to say of a copy that is not what it was: bytes were changed or lost on disk.
pub(super) fn damaged(name: &str) -> ErrorView {
    ErrorView {
        code: DAMAGED.to_owned(),
        message: format!("The copy of {name} that this browser keeps is damaged, so nothing was worked out from it"),
        place: Some(name.to_owned()),
        suggestion:
            "Choose the file again, or the project file that it came in: yours is untouched on your computer, and the copy is \
                     put right with it. Your settings are still there."
                .to_owned(),
    }
}

/// Whether a file is a copy from here.
pub(super) fn is_copy(file: &File) -> bool {
    file.type_() == COPY_TYPE
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
    pub(super) async fn sets(&self) -> Result<Vec<KeptSet>, KeepError> {
        let mut sets = Vec::new();
        for id in names(&self.folder).await? {
            if let Ok(set) = self.set(&id).await {
                sets.push(set);
            }
        }
        sets.sort_by(|a, b| b.saved_ms.total_cmp(&a.saved_ms).then_with(|| b.id.cmp(&a.id)));
        Ok(sets)
    }

    /// The one of this name; of the latest list whose seal fits. Whether its files are what they were shows when they are read.
    pub(super) async fn set(&self, id: &str) -> Result<KeptSet, KeepError> {
        let folder = folder(&self.folder, id, false).await?;
        let mut lists: Vec<_> = names(&folder).await?.iter().filter_map(|name| read_list_name(name)).collect();
        lists.sort_by_key(|list| std::cmp::Reverse(list.number));
        for ListName { number, saved_ms, ticket, name } in lists {
            if let Ok(manifest) = Manifest::unsealed(&content(&folder, &name).await?) {
                return Ok(KeptSet { id: id.to_owned(), number, saved_ms, ticket, manifest });
            }
        }
        Err(KeepError::Gone)
    }

    /// Whether one has files of these names and sizes: the same files, it may be.
    pub(super) async fn has_like(&self, listed: &[FileInfo]) -> bool {
        let sets = self.sets().await.unwrap_or_default();
        sets.iter().filter_map(|set| set.manifest.contents()).any(|contents| contents.can_be(listed))
    }

    /// Clears away what was begun and not finished, and the oldest beyond [`MOST_SETS`]; not what a tab has open.
    pub(super) async fn tidy(&self, sets: &[KeptSet]) -> Result<(), KeepError> {
        for id in names(&self.folder).await? {
            if !sets.iter().take(MOST_SETS).any(|set| set.id == id)
                && let Some(lock) = Lock::take(&id, Sharing::None, Wait::No).await
            {
                remove(&self.folder, &id).await?;
                drop(lock);
            }
        }
        Ok(())
    }

    /// The files of a set, under their own names. One of another size, or none at all, is damage.
    pub(super) async fn files(&self, set: &KeptSet) -> Result<Vec<File>, KeepError> {
        let folder = folder(&self.folder, &set.id, false).await?;
        let mut files = Vec::new();
        for (at, entry) in set.manifest.files.iter().enumerate() {
            let file = file_of(&folder, &at.to_string()).await.ok().filter(|file| file.size() as u64 == entry.bytes);
            let Some(file) = file else { return Err(KeepError::Damaged(entry.name.clone())) };
            let options = web_sys::FilePropertyBag::new();
            options.set_type(COPY_TYPE);
            files.push(File::new_with_blob_sequence_and_options(&Array::of1(&file), &entry.name, &options)?);
        }
        Ok(files)
    }

    /// Keeps files as a new set; `digests` are theirs, where they are known. The earlier ones stay as they are until this one is whole.
    pub(super) async fn keep(
        &self,
        files: &[File],
        digests: &[Digest],
        config: &Config,
        ticket: &str,
    ) -> Result<(KeptSet, Lock), KeepError> {
        let id = format!("{}-{}", js_sys::Date::now() as u64, super::random_id());
        self.room(files.iter().fold(SPARE_BYTES, |sum, file| sum + file.size())).await?;
        let lock = Lock::take(&id, Sharing::All, Wait::Yes).await.ok_or(KeepError::Nowhere)?;
        let written = self.write(&id, files, digests, config, ticket).await;
        if written.is_err() {
            // What is half written is of no use, and takes room.
            let _ = remove(&self.folder, &id).await;
        }
        // Where writing fails all the same, the estimate was none: some browsers hide how much there is.
        written.map(|set| (set, lock))
    }

    async fn write(
        &self,
        id: &str,
        files: &[File],
        digests: &[Digest],
        config: &Config,
        ticket: &str,
    ) -> Result<KeptSet, KeepError> {
        let folder = folder(&self.folder, id, true).await?;
        let mut entries = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let digest = copy(file, &folder, &at.to_string()).await?;
            if digests.get(at).is_some_and(|known| *known != digest) {
                return Err(KeepError::changed(&file.name()));
            }
            entries.push(FileEntry { name: file.name(), bytes: file.size() as u64, crc32: String::new(), digest: Some(digest) });
        }
        write_list(&folder, id, 1, ticket, Manifest::new(config, Made::FromFiles, entries)).await
    }

    /// Compares the files of a set with the same files as they were given anew, and writes those again that are damaged.
    pub(super) async fn mend(&self, set: &KeptSet, files: &[File]) -> Result<(), KeepError> {
        let folder = folder(&self.folder, &set.id, false).await?;
        for (at, (entry, file)) in set.manifest.files.iter().zip(files).enumerate() {
            let name = at.to_string();
            let is_whole = async {
                let kept = file_of(&folder, &name).await.ok()?;
                (kept.size().total_cmp(&file.size()).is_eq() && Some(digest_of(&kept).await.ok()?) == entry.digest).then_some(())
            };
            if is_whole.await.is_none() && Some(copy(file, &folder, &name).await?) != entry.digest {
                return Err(KeepError::changed(&entry.name));
            }
        }
        Ok(())
    }

    /// Keeps other settings for the same files.
    pub(super) async fn change(&self, set: &KeptSet, config: &Config, ticket: &str) -> Result<KeptSet, KeepError> {
        let manifest = Manifest::new(config, set.manifest.made, set.manifest.files.clone());
        let now = self.set(&set.id).await?;
        let is_changed = now.manifest != set.manifest && now.manifest != manifest;
        if is_changed && holders(&set.id).await > 1 {
            return Err(KeepError::OtherTab);
        }
        let folder = folder(&self.folder, &set.id, false).await?;
        let earlier = now.number;
        let changed = write_list(&folder, &set.id, earlier + 1, ticket, manifest).await?;
        // Whatever comes before is of no use any more; should removing fail, the latest still counts.
        for name in names(&folder).await? {
            if read_list_name(&name).is_some_and(|list| list.number <= earlier) {
                let _ = remove(&folder, &name).await;
            }
        }
        Ok(changed)
    }

    /// Forgets one set, unless another tab has it open.
    pub(super) async fn forget(&self, id: &str) {
        if holders(id).await <= 1 {
            let _ = remove(&self.folder, id).await;
        }
    }

    /// Erases all of them, whoever has them open; how many there were, and their bytes.
    pub(super) async fn erase(&self) -> Result<(usize, u64), KeepError> {
        let sets = self.sets().await?;
        let bytes = sets.iter().map(|set| set.manifest.total_bytes()).sum();
        for name in names(&self.folder).await? {
            remove(&self.folder, &name).await?;
        }
        let root: FileSystemDirectoryHandle = JsFuture::from(navigator()?.storage().get_directory()).await?.dyn_into()?;
        remove(&root, FOLDER).await?;
        Ok((sets.len(), bytes))
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

/// Copies a file into a folder, over what is there, and gives the digest of what was written.
async fn copy(file: &File, folder: &FileSystemDirectoryHandle, name: &str) -> Result<Digest, KeepError> {
    let out = Writer::create(folder, name).await?;
    let mut digester = Digester::default();
    let mut position = 0.0;
    while position < file.size() {
        let part = part_of(file, position).await?;
        digester.update(&part);
        out.write(&part, position)?;
        position += part.len() as f64;
    }
    out.finish()?;
    Ok(digester.finish())
}

/// The digest of a file's bytes.
async fn digest_of(file: &File) -> Result<Digest, JsValue> {
    let mut digester = Digester::default();
    let mut position = 0.0;
    while position < file.size() {
        let part = part_of(file, position).await?;
        digester.update(&part);
        position += part.len() as f64;
    }
    Ok(digester.finish())
}

/// The part of a file that begins at `from`.
async fn part_of(file: &File, from: f64) -> Result<Vec<u8>, JsValue> {
    let end = (from + CHUNK_BYTES).min(file.size());
    let part = JsFuture::from(file.slice_with_f64_and_f64(from, end)?.array_buffer()).await?;
    let part = Uint8Array::new(&part).to_vec();
    // Nothing read would be asked for again for ever.
    if part.is_empty() { Err("the file has no more bytes".into()) } else { Ok(part) }
}

async fn write_list(
    folder: &FileSystemDirectoryHandle,
    id: &str,
    number: u64,
    ticket: &str,
    manifest: Manifest,
) -> Result<KeptSet, KeepError> {
    let saved_ms = js_sys::Date::now();
    let out = Writer::create(folder, &format!("{LIST}{number}-{saved_ms}-{ticket}")).await?;
    out.write(manifest.sealed().as_bytes(), 0.0)?;
    out.finish()?;
    Ok(KeptSet { id: id.to_owned(), number, saved_ms, ticket: ticket.to_owned(), manifest })
}

/// What the name of a list says.
struct ListName {
    number: u64,
    saved_ms: f64,
    ticket: String,
    name: String,
}

fn read_list_name(name: &str) -> Option<ListName> {
    let mut parts = name.strip_prefix(LIST)?.splitn(3, '-');
    let (number, saved_ms) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(ListName { number, saved_ms, ticket: parts.next().unwrap_or_default().to_owned(), name: name.to_owned() })
}

/// A file that is being written; other writers of it are kept out until it is dropped.
struct Writer(FileSystemSyncAccessHandle);

impl Writer {
    /// Begins with an empty file.
    async fn create(folder: &FileSystemDirectoryHandle, name: &str) -> Result<Self, KeepError> {
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle: FileSystemFileHandle =
            JsFuture::from(folder.get_file_handle_with_options(name, &options)).await?.dyn_into()?;
        let out = Self(JsFuture::from(handle.create_sync_access_handle()).await?.dyn_into()?);
        out.0.truncate_with_f64(0.0)?;
        Ok(out)
    }

    /// Writes bytes at a position.
    fn write(&self, bytes: &[u8], position: f64) -> Result<(), KeepError> {
        let options = FileSystemReadWriteOptions::new();
        options.set_at(position);
        let written = self.0.write_with_u8_array_and_options(bytes, &options)?;
        // Some browsers write what there is room for, and say how much that was.
        if written < bytes.len() as f64 { Err(KeepError::Full(None)) } else { Ok(()) }
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
