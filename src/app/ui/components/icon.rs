//! Line icons, drawn for this page on a 20 × 20 grid. Decoration only: the text beside them says what they mean.

use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IconName {
    Again,
    Basket,
    Calendar,
    Chart,
    Check,
    Close,
    Coin,
    Cross,
    Dots,
    Download,
    Flask,
    Flow,
    Gift,
    Grid,
    Home,
    Info,
    Lock,
    Log,
    Moon,
    Next,
    People,
    Previous,
    Print,
    Pulse,
    Redo,
    Search,
    Spark,
    Stop,
    Sun,
    Table,
    Undo,
    Upload,
    Warning,
}

fn path(name: IconName) -> &'static str {
    match name {
        IconName::Again => "M15.5 7A6.2 6.2 0 1 0 16.2 11.5M15.8 3.5V7.2H12.1",
        IconName::Basket => "M3 8H17L15.5 16.5H4.5ZM6.5 8L9 3.5M13.5 8L11 3.5M8 11V13.5M12 11V13.5",
        IconName::Flask => {
            "M7.5 3.5H12.5M8.5 3.5V8L4.2 15.2C3.8 15.9 4.2 16.5 5 16.5H15C15.8 16.5 16.2 15.9 15.8 15.2L11.5 8V3.5M6.3 12H13.7"
        }
        IconName::Calendar => "M3.5 5H16.5V16.5H3.5ZM3.5 8.5H16.5M7 3V6M13 3V6M7 11.5H8M12 11.5H13M7 14H8",
        IconName::Coin => {
            "M10 3.2a6.8 6.8 0 1 0 .01 0M12.3 7.6C11.5 6.6 8.2 6.5 8.2 8.4C8.2 10.4 12.2 9.6 12.2 11.7C12.2 13.6 8.6 13.4 7.7 12.3M10 5.6V14.6"
        }
        IconName::Flow => {
            "M3.5 5.5C10 5.5 10 14.5 16.5 14.5M3.5 14.5C6 14.5 7.5 13.2 8.6 11.7M11.4 8.3C12.5 6.8 14 5.5 16.5 5.5M14.5 3.5L16.5 5.5L14.5 7.5M14.5 12.5L16.5 14.5L14.5 16.5"
        }
        IconName::Chart => "M3.5 3.5V16.5H16.5M5.5 13.5C8 13.5 8.5 6.5 10.8 6.5S13.5 13.5 16 13.5",
        IconName::Check => "M4 10.5L8 14.5L16 6",
        IconName::Close | IconName::Cross => "M5 5L15 15M15 5L5 15",
        IconName::Dots => "M6 4.5a1.5 1.5 0 1 0 .01 0M14 5a2 2 0 1 0 .01 0M5.5 12a2 2 0 1 0 .01 0M13.5 12a2.5 2.5 0 1 0 .01 0",
        IconName::Download => "M10 3V12.5M6 9L10 13L14 9M3.5 16.5H16.5",
        IconName::Gift => {
            "M3.5 8H16.5V11H3.5ZM4.8 11V16.8H15.2V11M10 8V16.8M10 8C7.5 8 6 6.8 6.2 5.2C6.5 3.4 9.4 3.5 10 8C10.6 3.5 13.5 3.4 13.8 5.2C14 6.8 12.5 8 10 8"
        }
        IconName::Print => "M6 7.5V3.5H14V7.5M6 13.5H3.5V7.5H16.5V13.5H14M6 11H14V16.5H6Z",
        IconName::Grid => "M3.5 3.5H9V9H3.5ZM11 3.5H16.5V9H11ZM3.5 11H9V16.5H3.5ZM11 11H16.5V16.5H11Z",
        IconName::Home => "M3.5 9.5L10 4L16.5 9.5M5.2 8.4V16.2H14.8V8.4M8.4 16.2V11.8H11.6V16.2",
        IconName::Info => "M10 3.2a6.8 6.8 0 1 0 .01 0M10 9V13.5M10 6.4V6.6",
        IconName::Lock => "M5 9H15V16.5H5ZM7 9V6.5A3 3 0 0 1 13 6.5V9",
        IconName::Log => "M4 5H16M4 8.4H13M4 11.8H16M4 15.2H10",
        IconName::Moon => "M15.8 12.2A6.4 6.4 0 1 1 8 4.1A5.2 5.2 0 0 0 15.8 12.2Z",
        IconName::Next => "M8 5L13 10L8 15",
        IconName::People => {
            "M7.5 4.2a2.6 2.6 0 1 0 .01 0M2.8 16C2.8 13 4.8 11.4 7.5 11.4S12.2 13 12.2 16M13 5A2.3 2.3 0 0 1 13 9.4M14.2 11.6C16.2 12.1 17.3 13.6 17.3 16"
        }
        IconName::Previous => "M12 5L7 10L12 15",
        IconName::Pulse => "M3.5 16.5V11.5M8 16.5V6.5M12.5 16.5V9.5M17 16.5V3.5",
        IconName::Redo => "M12.5 4L16 7.5L12.5 11M15.5 7.5H8.5A4.2 4.2 0 0 0 8.5 16H11",
        IconName::Search => "M8.8 3.8a5 5 0 1 0 .01 0M12.5 12.4L16.5 16.4",
        IconName::Spark => "M10 3L11.8 8.2L17 10L11.8 11.8L10 17L8.2 11.8L3 10L8.2 8.2Z",
        IconName::Stop => "M5.5 5.5H14.5V14.5H5.5Z",
        IconName::Sun => {
            "M10 6.6a3.4 3.4 0 1 0 .01 0M10 2.2V3.8M10 16.2V17.8M2.2 10H3.8M16.2 10H17.8M4.5 4.5L5.6 5.6M14.4 14.4L15.5 15.5M15.5 4.5L14.4 5.6M5.6 14.4L4.5 15.5"
        }
        IconName::Table => "M3.5 4.5H16.5V15.5H3.5ZM3.5 8.2H16.5M3.5 11.8H16.5M8 8.2V15.5",
        IconName::Undo => "M7.5 4L4 7.5L7.5 11M4.5 7.5H11.5A4.2 4.2 0 0 1 11.5 16H9",
        IconName::Upload => "M10 13.5V4M6 7.5L10 3.5L14 7.5M3.5 16.5H16.5",
        IconName::Warning => "M10 3.5L17.2 16H2.8ZM10 8.2V11.8M10 13.8V14",
    }
}

/// An icon in the colour of the text around it.
#[component]
pub(crate) fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false">
            <path d=path(name)/>
        </svg>
    }
}
