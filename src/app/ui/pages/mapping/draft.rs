//! Reading and changing what is answered so far.

use crate::ui::context::AppContext;
use crate::ui::model::mapping::Draft;
use leptos::prelude::*;

/// What `read` finds in the answers so far; the usual value where no file is waiting.
pub(super) fn read<T: Default>(app: AppContext, read: impl FnOnce(&Draft) -> T) -> T {
    app.asked.with(|asked| asked.as_ref().map(|asked| read(&asked.draft)).unwrap_or_default())
}

/// Changes the answers so far.
pub(super) fn edit(app: AppContext, change: impl FnOnce(&mut Draft)) {
    app.asked.update(|asked| {
        if let Some(asked) = asked {
            change(&mut asked.draft);
        }
    });
}
