//! Words in one spelling, as people write them with and without accents.

/// Lower case without accents.
pub(crate) fn plain_letters(word: &str) -> String {
    let plain = |c| match c {
        'ä' | 'á' | 'à' | 'ã' | 'â' | 'å' | 'ą' => 'a',
        'ç' | 'ć' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'ę' => 'e',
        'ğ' => 'g',
        'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' => 'o',
        'ś' | 'ş' => 's',
        'û' | 'ü' | 'ú' | 'ù' => 'u',
        'ź' | 'ż' => 'z',
        c => c,
    };
    // Accents that stand behind their letter are passed over: lower case turns İ into such a pair.
    word.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).map(plain).collect()
}
