//! Names of columns, products and statuses in one spelling, for looking them up.

/// Letters and digits only, lower case, without the accents and ligatures of European languages.
pub(crate) fn normalise(header: &str) -> String {
    let mut plain = String::with_capacity(header.len());
    header.chars().filter(|c| c.is_alphanumeric()).for_each(|c| fold(c, &mut plain));
    plain
}

/// Appends a letter in lower case and without its accent.
pub(crate) fn fold(c: char, to: &mut String) {
    for c in c.to_lowercase() {
        match c {
            'ä' | 'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' | 'ă' => to.push('a'),
            'æ' => to.push_str("ae"),
            'ç' | 'ć' | 'č' => to.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => to.push('e'),
            // The second of each is what the letter of a Turkish code page looks like in that of Western Europe.
            'ğ' | 'ð' => to.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' | 'ý' => to.push('i'),
            'ł' => to.push('l'),
            'ñ' | 'ń' => to.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => to.push('o'),
            'œ' => to.push_str("oe"),
            'ś' | 'ş' | 'š' | 'þ' => to.push('s'),
            'ß' => to.push_str("ss"),
            'ù' | 'ú' | 'û' | 'ü' => to.push('u'),
            'ź' | 'ż' | 'ž' => to.push('z'),
            // The accent that a letter leaves behind in lower case (Turkish İ), or that stands by itself.
            '\u{300}'..='\u{36f}' => {}
            other => to.push(other),
        }
    }
}
