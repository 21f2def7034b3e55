use std::fmt;

use quick_xml::escape::escape;

/// An element of an answer: a name, and either text or other elements. Its namespace is the service's.
#[derive(Clone, PartialEq, Eq)]
pub struct XmlElement {
    name: &'static str,
    content: Content,
}

#[derive(Clone, PartialEq, Eq)]
enum Content {
    Text(String),
    Children(Vec<XmlElement>),
}

impl XmlElement {
    /// An element with text, which is escaped when it is written. Empty text makes an empty element.
    pub fn text(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, content: Content::Text(text.into()) }
    }

    /// An element with other elements in it, in this order; without any it is an empty element.
    pub const fn parent(name: &'static str, children: Vec<XmlElement>) -> Self {
        Self { name, content: Content::Children(children) }
    }

    /// Writes the element, with a prefix such as `ns5:` before its name and those in it.
    pub(crate) fn write(&self, prefix: &str, out: &mut String) {
        let name = self.name;
        match &self.content {
            Content::Text(text) if text.is_empty() => out.extend(["<", prefix, name, "/>"]),
            Content::Children(children) if children.is_empty() => {
                out.extend(["<", prefix, name, "/>"]);
            }
            content => {
                out.extend(["<", prefix, name, ">"]);
                match content {
                    Content::Text(text) => out.push_str(&escape(printable(text))),
                    Content::Children(children) => {
                        children.iter().for_each(|child| child.write(prefix, out));
                    }
                }
                out.extend(["</", prefix, name, ">"]);
            }
        }
    }
}

/// XML 1.0 has no control characters but tab and line ends; a record may have any byte.
fn printable(text: &str) -> String {
    let is_allowed =
        |letter: char| !letter.is_control() || matches!(letter, '\t' | '\n' | '\u{80}'..='\u{9f}');
    text.chars().map(|letter| if is_allowed(letter) { letter } else { ' ' }).collect()
}

/// Without text: it is personal data.
impl fmt::Debug for XmlElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XmlElement").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(element: &XmlElement) -> String {
        let mut out = String::new();
        element.write("ns5:", &mut out);
        out
    }

    #[test]
    fn element_is_written_with_its_prefix_and_escaped() {
        let name = XmlElement::text("conavn", "A & <B>\u{1}");
        let address =
            XmlElement::parent("aktuelAdresse", vec![name, XmlElement::text("etage", "")]);
        assert_eq!(
            written(&address),
            "<ns5:aktuelAdresse><ns5:conavn>A &amp; &lt;B&gt; </ns5:conavn><ns5:etage/></ns5:aktuelAdresse>"
        );
        assert_eq!(written(&XmlElement::parent("aktuelAdresse", vec![])), "<ns5:aktuelAdresse/>");
    }

    #[test]
    fn element_in_debug_has_no_text() {
        assert!(!format!("{:?}", XmlElement::text("navn", "Sander")).contains("Sander"));
    }
}
