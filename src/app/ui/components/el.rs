//! Elements put together at run time: one type of view for all of them. `view!` makes a type of each tree and of each closure, with code
//! of its own to build, change and take it down; that is most of what a first visit loads. Used where pages are many and alike.

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::ev;
use leptos::html::{self, ElementChild};
use leptos::prelude::*;
use leptos::tachys::html::{event, property};
use leptos::tachys::view::add_attr::AddAnyAttr;

/// An element on its way.
pub(crate) struct El {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// An element of that tag.
pub(crate) fn el(tag: &'static str) -> El {
    El { tag, attributes: Vec::new(), children: Vec::new() }
}

/// An element of that tag and class.
pub(crate) fn el_of(tag: &'static str, class: &str) -> El {
    el(tag).attr("class", class)
}

/// Text that changes, behind one type.
pub(crate) fn live_text(text: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    live(move || text().into_any())
}

/// A view that changes, behind one type.
pub(crate) fn live(shown: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let shown: Box<dyn Fn() -> AnyView + Send + Sync> = Box::new(shown);
    shown.into_any()
}

impl El {
    /// With an attribute; an empty value stands for none.
    pub(crate) fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value: String = value.into();
        if !value.is_empty() {
            self.attributes.push(custom_attribute(name, value).into_any_attr());
        }
        self
    }

    /// With the value that choosing it stands for, also an empty one: without the attribute it would be the text.
    pub(crate) fn choice(mut self, value: String) -> Self {
        self.attributes.push(custom_attribute("value", value).into_any_attr());
        self
    }

    /// With an attribute that changes; `None` takes it away.
    pub(crate) fn live_attr(mut self, name: &'static str, value: impl Fn() -> Option<String> + Send + Sync + 'static) -> Self {
        let value: Box<dyn Fn() -> Option<String> + Send + Sync> = Box::new(value);
        self.attributes.push(custom_attribute(name, value).into_any_attr());
        self
    }

    /// With attributes whose names are data.
    pub(crate) fn attrs(mut self, attrs: Vec<(String, String)>) -> Self {
        self.attributes.extend(attrs.into_iter().map(|(name, value)| custom_attribute(name, value).into_any_attr()));
        self
    }

    /// With an attribute whose name is data and whose value changes.
    pub(crate) fn live_data(mut self, name: String, value: impl Fn() -> String + Send + Sync + 'static) -> Self {
        let value: Box<dyn Fn() -> String + Send + Sync> = Box::new(value);
        self.attributes.push(custom_attribute(name, value).into_any_attr());
        self
    }

    /// With a property (a field's value) that changes.
    pub(crate) fn live_value(mut self, name: &'static str, value: impl Fn() -> String + Send + Sync + 'static) -> Self {
        let value: Box<dyn Fn() -> String + Send + Sync> = Box::new(value);
        self.attributes.push(property::prop(name, value).into_any_attr());
        self
    }

    /// With a reaction to an event.
    pub(crate) fn on(mut self, name: &'static str, react: impl Fn(web_sys::Event) + 'static) -> Self {
        let react: Box<dyn FnMut(web_sys::Event)> = Box::new(react);
        self.attributes.push(event::on(ev::Custom::<web_sys::Event>::new(name), react).into_any_attr());
        self
    }

    /// With text in it.
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(text.into().into_any());
        self
    }

    /// With a view in it.
    pub(crate) fn with(mut self, child: AnyView) -> Self {
        self.children.push(child);
        self
    }

    /// With an element in it.
    pub(crate) fn el(self, child: El) -> Self {
        self.with(child.done())
    }

    /// With elements in it.
    pub(crate) fn els(mut self, children: impl IntoIterator<Item = El>) -> Self {
        for child in children {
            self.children.push(child.done());
        }
        self
    }

    /// The view.
    pub(crate) fn done(self) -> AnyView {
        html::custom(self.tag).add_any_attr(self.attributes).child(self.children).into_any()
    }
}

/// An empty view.
pub(crate) fn nothing() -> AnyView {
    ().into_any()
}
