use quick_xml::escape::escape;

/// Writes ` name="value"`. Characters that XML 1.0 has not, and those that a reader would change within an attribute, become
/// blanks: a record may have any byte.
pub(crate) fn attribute(name: &str, value: &str, out: &mut String) {
    let value: String = value.chars().map(printable).collect();
    out.extend([" ", name, "=\"", &escape(value), "\""]);
}

const fn printable(letter: char) -> char {
    match letter {
        '\0'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => ' ',
        letter => letter,
    }
}

/// Whether XML 1.0 has the character (production `Char`). The others are not text, and some of them are control codes for an
/// operator's terminal.
pub(crate) const fn is_xml(letter: char) -> bool {
    matches!(
        letter,
        '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attribute_is_escaped_and_has_only_characters_of_xml() {
        let mut out = String::new();
        attribute("v", "<Å & \"b\" 'c'>\u{1b}[\n\u{7f}\u{ffff}\u{85}", &mut out);
        assert_eq!(out, " v=\"&lt;Å &amp; &quot;b&quot; &apos;c&apos;&gt; [   \u{85}\"");
    }
}
