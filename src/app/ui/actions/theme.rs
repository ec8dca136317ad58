//! Light or dark: the theme chosen here, else the system's.

use crate::ui::browser;
use crate::ui::context::AppContext;
use clientele_messages::Theme;
use leptos::prelude::*;

const THEME_KEY: &str = "clientele.theme";

/// Shows the page in the other theme, and remembers it.
pub(crate) fn switch_theme(app: AppContext) {
    let theme = if app.theme.get_untracked() == Theme::Light { Theme::Dark } else { Theme::Light };
    browser::store(THEME_KEY, theme_name(theme));
    browser::set_root_attribute("data-theme", theme_name(theme));
    app.theme.set(theme);
}

/// The theme to begin with: the one chosen last time, else the system's.
pub(crate) fn first_theme() -> Theme {
    match browser::stored(THEME_KEY).as_deref() {
        Some("dark") => Theme::Dark,
        Some("light") => Theme::Light,
        _ => system_theme(),
    }
}

/// The system's theme has changed: it counts unless one was chosen here.
pub(crate) fn follow_system_theme(app: AppContext) {
    if browser::stored(THEME_KEY).is_none() {
        app.theme.set(system_theme());
    }
}

fn system_theme() -> Theme {
    if browser::prefers_dark() { Theme::Dark } else { Theme::Light }
}

fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}
