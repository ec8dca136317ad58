//! Words that begin the totals, sums and notes that people write between the rows of a table.

use crate::parse::plain_letters::plain_letters;

const WORDS: &[&str] = &[
    "total",
    "totals",
    "totale",
    "totali",
    "totaal",
    "totalt",
    "totaux",
    "toplam",
    "genel toplam",
    "ara toplam",
    "sum",
    "sums",
    "summe",
    "summa",
    "somme",
    "soma",
    "suma",
    "somma",
    "som",
    "subtotal",
    "sub-total",
    "sub total",
    "subtotale",
    "subtotaal",
    "sous-total",
    "sous total",
    "zwischensumme",
    "gesamt",
    "gesamtsumme",
    "gesamtbetrag",
    "endsumme",
    "grand total",
    "total general",
    "total geral",
    "total generale",
    "totale generale",
    "eindtotaal",
    "razem",
    "ogolem",
    "lacznie",
    "suma koncowa",
    "delsumma",
    "slutsumma",
    "carried forward",
    "brought forward",
    "ubertrag",
    "uebertrag",
    "report",
    "a reporter",
];

/// Whether the text of a cell is a word for a total (`Total`, `Subtotal:`); with `with_more` also one that goes on (`Total January`).
pub(crate) fn is_total(text: &str, with_more: bool) -> bool {
    const LONGEST: usize = 48;
    let text = text.trim();
    // Nearly all cells are told by their first letter.
    if text.len() > LONGEST
        || !text.starts_with(|c: char| {
            matches!(c.to_ascii_lowercase(), 't' | 's' | 'g' | 'z' | 'e' | 'r' | 'o' | 'l' | 'd' | 'c' | 'b' | 'u' | 'a')
                || !c.is_ascii()
        })
    {
        return false;
    }
    let plain = plain_letters(text);
    let plain = plain.trim_end_matches([':', '.', '=', ' ']);
    WORDS.contains(&plain)
        || (with_more
            && WORDS.iter().any(|word| {
                plain
                    .strip_prefix(word)
                    .is_some_and(|rest| rest.starts_with([' ', ':', '(']) && !matches!(*word, "report" | "som" | "sum"))
            }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_in_ten_languages() {
        for text in [
            "Total",
            "TOTAL:",
            "Grand Total",
            "Subtotal",
            "Sub-total:",
            "Summe",
            "Zwischensumme",
            "Gesamt",
            "Sous-total",
            "Somme",
            "Suma",
            "Soma",
            "Totale",
            "Totaal",
            "Razem",
            "Ogółem",
            "Summa",
            "Delsumma",
            "Toplam",
            "Genel Toplam",
            "Übertrag",
        ] {
            assert!(is_total(text, false), "{text}");
        }
        for text in ["Total January", "Summe Januar:", "Total (3 items)", "Toplam: 12"] {
            assert!(is_total(text, true) && !is_total(text, false), "{text}");
        }
        for text in ["", "Tea", "Totally Tea", "Summer dress", "Sumac", "Gesamtwerk", "12", "Report 2024", "Somme-Leuze"] {
            assert!(!is_total(text, true), "{text}");
        }
    }
}
