//! Numbers, money and days as the reader's browser writes them.

use clientele_core::domain::{Day, Money};
use js_sys::{Array, Date, Intl, Object, Reflect};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::prelude::*;

thread_local! {
    /// Formatters are slow to make: one for each set of options.
    static NUMBERS: RefCell<HashMap<String, js_sys::Function>> = RefCell::default();
    static DAYS: RefCell<Option<js_sys::Function>> = const { RefCell::new(None) };
}

/// An amount with two decimals in the given currency (ISO code, or a sign, or empty).
pub fn money(amount: Money, currency: &str) -> String {
    let value = amount.cents() as f64 / 100.0;
    if is_iso_code(currency) {
        return formatted(&format!("money {currency}"), value, |o| {
            set(o, "style", "currency");
            set(o, "currency", currency);
        });
    }
    let number = number(value, 2);
    if currency.is_empty() { number } else { format!("{currency}\u{a0}{number}") }
}

/// An amount in whole main units, for tight places: `£8,911,408`.
pub fn money_whole(amount: Money, currency: &str) -> String {
    let value = amount.to_f64();
    if is_iso_code(currency) {
        return formatted(&format!("whole {currency}"), value, |o| {
            set(o, "style", "currency");
            set(o, "currency", currency);
            set(o, "maximumFractionDigits", 0);
        });
    }
    let number = number(value, 0);
    if currency.is_empty() { number } else { format!("{currency}\u{a0}{number}") }
}

/// A number as programs write it, every digit of it.
pub fn plain(value: f64) -> String {
    js_sys::Number::from(value).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

/// What somebody typed as a number, if it is one.
pub fn typed_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let looks_right =
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    Some(js_sys::Number::parse_float(text)).filter(|value| looks_right && value.is_finite())
}

/// A count.
pub fn count(n: u64) -> String {
    number(n as f64, 0)
}

/// A number with exactly so many decimals.
pub fn number(value: f64, decimals: usize) -> String {
    formatted(&format!("number {decimals}"), value, |o| {
        set(o, "minimumFractionDigits", decimals as f64);
        set(o, "maximumFractionDigits", decimals as f64);
    })
}

/// A share (0 to 1) in per cent with one decimal.
pub fn share(value: f64) -> String {
    formatted("share", value, |o| {
        set(o, "style", "percent");
        set(o, "minimumFractionDigits", 1);
        set(o, "maximumFractionDigits", 1);
    })
}

/// A day with its month in letters, so that nobody takes the day for the month.
pub fn day(day: Day) -> String {
    let format = DAYS.with_borrow_mut(|known| {
        known
            .get_or_insert_with(|| {
                let options = Object::new();
                set(&options, "year", "numeric");
                set(&options, "month", "short");
                set(&options, "day", "numeric");
                set(&options, "timeZone", "UTC");
                Intl::DateTimeFormat::new(&locales(), &options).format()
            })
            .clone()
    });
    let date = Date::new(&JsValue::from_f64(f64::from(day.0) * 86_400_000.0));
    format.call1(&JsValue::UNDEFINED, &date).ok().and_then(|v| v.as_string()).unwrap_or_else(|| day.to_string())
}

fn is_iso_code(currency: &str) -> bool {
    currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase())
}

fn locales() -> Array {
    // Empty: the browser's own.
    Array::new()
}

fn set(options: &Object, name: &str, value: impl Into<JsValue>) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(options, &name.into(), &value.into());
}

fn formatted(key: &str, value: f64, options: impl FnOnce(&Object)) -> String {
    let format = NUMBERS.with_borrow_mut(|known| {
        if let Some(format) = known.get(key) {
            return format.clone();
        }
        let object = Object::new();
        options(&object);
        let format = Intl::NumberFormat::new(&locales(), &object).format();
        known.insert(key.to_owned(), format.clone());
        format
    });
    format.call1(&JsValue::UNDEFINED, &value.into()).ok().and_then(|v| v.as_string()).unwrap_or_else(|| value.to_string())
}
