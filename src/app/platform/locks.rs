//! Which tabs have a kept set of files open: the browser's locks, of which a tab loses its own when it is closed.

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Who may hold a lock beside this tab.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    All,
    None,
}

/// Whether to wait for a lock that others hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
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

    /// Takes the lock; `None` where it is not free, or there is no such thing.
    pub(super) async fn take(id: &str, sharing: Sharing, wait: Wait) -> Option<Self> {
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
pub(super) async fn holders(id: &str) -> usize {
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

/// The browser's locks, where it has any.
pub(super) fn locks() -> Option<JsValue> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().dyn_into().ok()?;
    Reflect::get(&scope.navigator(), &"locks".into()).ok().filter(JsValue::is_object)
}
