//! Quantities as words, in ten languages, and with the word for a piece behind them.

use crate::parse::plain_letters::plain_letters;
use clientele_core::domain::Money;
use clientele_core::domain::number::{Number, parse_number};

/// The words for one to twelve, and for a dozen, without accents.
const WORDS: [&[&str]; 12] = [
    &[
        "one", "ein", "eine", "einen", "eins", "un", "une", "uno", "una", "um", "uma", "een", "jeden", "jedna", "jedno", "en",
        "ett", "bir",
    ],
    &["two", "zwei", "deux", "dos", "dois", "duas", "due", "twee", "dwa", "dwie", "tva", "iki"],
    &["three", "drei", "trois", "tres", "tre", "drie", "trzy", "uc"],
    &["four", "vier", "quatre", "cuatro", "quatro", "quattro", "cztery", "fyra", "dort"],
    &["five", "funf", "fuenf", "cinq", "cinco", "cinque", "vijf", "piec", "fem", "bes"],
    &["six", "sechs", "seis", "sei", "zes", "szesc", "sex", "alti"],
    &["seven", "sieben", "sept", "siete", "sete", "sette", "zeven", "siedem", "sju", "yedi"],
    &["eight", "acht", "huit", "ocho", "oito", "otto", "osiem", "atta", "sekiz"],
    &["nine", "neun", "neuf", "nueve", "nove", "negen", "dziewiec", "nio", "dokuz"],
    &["ten", "zehn", "dix", "diez", "dez", "dieci", "tien", "dziesiec", "tio", "on"],
    &["eleven", "elf", "onze", "once", "undici", "jedenascie", "elva", "on bir"],
    &[
        "twelve",
        "zwolf",
        "zwoelf",
        "douze",
        "doce",
        "doze",
        "dodici",
        "twaalf",
        "dwanascie",
        "tolv",
        "on iki",
        "dozen",
        "a dozen",
        "one dozen",
        "dutzend",
        "ein dutzend",
        "douzaine",
        "une douzaine",
        "docena",
        "una docena",
        "duzia",
        "uma duzia",
        "dozzina",
        "una dozzina",
        "dozijn",
        "een dozijn",
        "tuzin",
        "dussin",
        "ett dussin",
        "duzine",
        "bir duzine",
    ],
];

/// Words for a piece, beside a number.
const PIECES: &[&str] = &[
    "x", "pc", "pcs", "pce", "ea", "each", "unit", "nos", "no", "qty", "stk", "st", "uds", "ud", "un", "u", "pz", "pzas", "pza",
    "pieces", "piece", "units", "szt", "stuk", "stks", "adet", "ad", "pkt",
];

/// A quantity that is no plain number: a word for one to twelve, or a number with a word for a piece (`2 pcs`, `3 x`). `None`: neither.
pub(crate) fn quantity_in_words(text: &str) -> Option<Number<'static>> {
    let plain = plain_letters(text.trim());
    let plain = plain.trim_end_matches('.');
    if plain.is_empty() || plain.len() > 24 {
        return None;
    }
    if let Some((number, _)) = (1..).zip(WORDS).find(|(_, words)| words.contains(&plain)) {
        return Some(Number::plain(number * Money::SCALE));
    }
    let before = plain.trim_start_matches(char::is_alphabetic);
    let after = plain.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    let is_piece = |rest: &str, word: Option<&str>| {
        rest.len() == plain.len() || word.is_some_and(|word| PIECES.contains(&word.trim_end_matches('.').trim()))
    };
    let digits = match (before.len() < plain.len(), after.len() < plain.len()) {
        (true, true) => return None,
        (true, false) if is_piece(before, plain.strip_suffix(before)) => before,
        (false, _) if is_piece(after, plain.strip_prefix(after)) => after,
        _ => return None,
    };
    let number = parse_number(digits).filter(|number| number.sign.is_empty())?;
    Some(Number { mark: number.mark, side: number.side, ..Number::plain(number.value) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_one_to_twelve_in_ten_languages() {
        for (line, number) in [
            ("One one ONE Ein eins un une uno Una um uma een jeden en ett bir", 1),
            ("Two zwei deux dos dois duas due twee dwa två iki", 2),
            ("Three drei trois tres três tre drie trzy üç", 3),
            ("four Vier quatre cuatro quatro quattro cztery fyra dört", 4),
            ("five fünf fuenf cinq cinco cinque vijf pięć fem beş", 5),
            ("six sechs seis sei zes sześć sex altı", 6),
            ("seven sieben sept siete sete sette zeven siedem sju yedi", 7),
            ("eight acht huit ocho oito otto osiem åtta sekiz", 8),
            ("nine neun neuf nueve nove negen dziewięć nio dokuz", 9),
            ("ten zehn dix diez dez dieci tien dziesięć tio on", 10),
            ("eleven elf onze once undici jedenaście elva", 11),
            ("twelve zwölf douze doce doze dodici twaalf dwanaście tolv dozen Dutzend douzaine docena dúzia tuzin düzine", 12),
        ] {
            for word in line.split(' ') {
                assert_eq!(quantity_in_words(word).map(|n| n.value), Some(number * Money::SCALE), "{word}");
            }
        }
        for (text, number) in
            [("on iki", 12), ("a dozen", 12), ("2 pcs", 2), ("x3", 3), ("3 x", 3), ("2 Stk.", 2), ("4 szt.", 4), ("5 pieces", 5)]
        {
            assert_eq!(quantity_in_words(text).map(|n| n.value), Some(number * Money::SCALE), "{text}");
        }
        for text in ["", "some", "none", "2 kg", "£2", "two and a half", "1 2"] {
            assert_eq!(quantity_in_words(text), None, "{text}");
        }
    }
}
