use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::fault::{Fault, FaultCode};
use crate::limits;

/// An element as requests need it: its local name, its text, its children. Namespaces, attributes and
/// comments are read over: clients get namespaces wrong (`soap.md`).
#[derive(Debug, Default)]
pub(crate) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Reads a document within the limits.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let mut reader = Reader::from_str(text);
        let mut building = Building::default();
        loop {
            match reader.read_event().map_err(|_| malformed("not well-formed"))? {
                Event::Start(start) => building.open(&start)?,
                Event::Empty(start) => {
                    building.open(&start)?;
                    building.close();
                }
                Event::End(_) => building.close(),
                Event::Text(text) => building.text(&text.xml10_content())?,
                Event::CData(text) => building.text(&text.xml10_content())?,
                Event::GeneralRef(reference) => building.text(&resolve(&reference)?)?,
                Event::DocType(_) => return Err(malformed("a document type is not allowed")),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => return building.finish(),
            }
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The element's own text, without white space around it.
    pub(crate) fn text(&self) -> &str {
        self.text.trim_ascii()
    }

    pub(crate) fn children(&self) -> &[Element] {
        &self.children
    }

    /// The one child of that local name; `None` when there is none.
    pub(crate) fn child(&self, name: &str) -> Result<Option<&Element>, Fault> {
        let mut named = self.children.iter().filter(|child| child.name == name);
        let first = named.next();
        match named.next() {
            Some(_) => Err(Fault::with(FaultCode::InvalidRequest, "an element stands there twice")),
            None => Ok(first),
        }
    }
}

/// The elements that are open, and the root once it is closed.
#[derive(Default)]
struct Building {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Building {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        if self.root.is_some() {
            return Err(malformed("something follows the envelope"));
        }
        self.elements += 1;
        if self.elements > limits::ELEMENTS || self.open.len() >= limits::DEPTH {
            return Err(Fault::with(FaultCode::TooLarge, "too many elements"));
        }
        if start.attributes().with_checks(false).count() > limits::ATTRIBUTES {
            return Err(Fault::with(FaultCode::TooLarge, "too many attributes"));
        }
        let name = start.local_name().as_ref().to_owned();
        self.open.push(Element { name, ..Element::default() });
        Ok(())
    }

    /// Closes the innermost element; the reader has seen to it that there is one of that name.
    fn close(&mut self) {
        let closed = self.open.pop();
        match self.open.last_mut() {
            Some(parent) => parent.children.extend(closed),
            None => self.root = closed,
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        match self.open.last_mut() {
            Some(element) if element.text.len() + text.len() > limits::TEXT => {
                Err(Fault::with(FaultCode::TooLarge, "too much text"))
            }
            Some(element) => {
                element.text.push_str(text);
                Ok(())
            }
            None if text.trim_ascii().is_empty() => Ok(()),
            None => Err(malformed("text stands outside the envelope")),
        }
    }

    fn finish(self) -> Result<Element, Fault> {
        if !self.open.is_empty() {
            return Err(malformed("the document ends too early"));
        }
        self.root.ok_or_else(|| malformed("there is no document"))
    }
}

/// The five predefined entities and character references; there is no DTD that could define others.
fn resolve(reference: &BytesRef<'_>) -> Result<String, Fault> {
    if let Some(letter) = reference.resolve_char_ref().map_err(|_| malformed("not well-formed"))? {
        return Ok(letter.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())
        .map(str::to_owned)
        .ok_or_else(|| malformed("an entity that is not predefined"))
}

fn malformed(what: &'static str) -> Fault {
    Fault::with(FaultCode::MalformedXml, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> FaultCode {
        Element::parse(text).unwrap_err().code()
    }

    #[test]
    fn reads_text_entities_and_cdata() {
        let root =
            Element::parse("<a:x xmlns:a='u'> 1&amp;&#50;<![CDATA[<3>]]><b/> </a:x>").unwrap();
        assert_eq!((root.name(), root.text()), ("x", "1&2<3>"));
        assert_eq!(root.children().len(), 1);
    }

    #[test]
    fn document_types_and_entities_are_refused() {
        let bomb = "<!DOCTYPE l [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><x>&b;</x>";
        assert_eq!(code(bomb), FaultCode::MalformedXml);
        assert_eq!(code("<x>&lol;</x>"), FaultCode::MalformedXml);
        assert_eq!(code("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>"), FaultCode::MalformedXml);
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in [
            "",
            " ",
            "x",
            "<x>",
            "<x></y>",
            "<x/><y/>",
            "<x/>y",
            "</x>",
            "<x",
            "<x>&#xFFFFFFFF;</x>",
        ] {
            assert_eq!(code(text), FaultCode::MalformedXml, "{text}");
        }
    }

    #[test]
    fn limits_hold_at_the_limit_and_one_past_it() {
        let deep = |depth| format!("{}{}", "<x>".repeat(depth), "</x>".repeat(depth));
        assert!(Element::parse(&deep(limits::DEPTH)).is_ok());
        assert_eq!(code(&deep(limits::DEPTH + 1)), FaultCode::TooLarge);

        let wide = |children| format!("<x>{}</x>", "<y/>".repeat(children));
        assert!(Element::parse(&wide(limits::ELEMENTS - 1)).is_ok());
        assert_eq!(code(&wide(limits::ELEMENTS)), FaultCode::TooLarge);

        let attributes = |count| {
            let list: String = (0..count).map(|n| format!(" a{n}='1'")).collect();
            format!("<x{list}/>")
        };
        assert!(Element::parse(&attributes(limits::ATTRIBUTES)).is_ok());
        assert_eq!(code(&attributes(limits::ATTRIBUTES + 1)), FaultCode::TooLarge);

        let text = |length| format!("<x>{}</x>", "y".repeat(length));
        assert!(Element::parse(&text(limits::TEXT)).is_ok());
        assert_eq!(code(&text(limits::TEXT + 1)), FaultCode::TooLarge);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = Element::parse(&text);
        }

        #[test]
        fn anything_like_xml_is_read_or_refused(text in "(<[/!?]?[a-z&;#'= \\[\\]-]{0,6}>?|&[a-z#0-9]{0,4};|x){0,30}") {
            let _ = Element::parse(&text);
        }
    }
}
