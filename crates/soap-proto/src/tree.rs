use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::fault::{Fault, FaultCode};
use crate::limits;

/// An element of a request: its local name, its text, its children. Namespaces, attributes and comments are ignored,
/// because clients get namespaces wrong (`soap.md`), but must be well-formed: two parsers that disagree on where
/// something ends would disagree on what was requested.
#[derive(Default)]
pub(crate) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Parses a document within the limits.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        if !text.chars().all(is_xml) {
            return Err(malformed("a character that XML does not have"));
        }
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
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
                Event::Decl(_) if building.elements > 0 => {
                    return Err(malformed("an XML declaration stands within"));
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => return building.finish(),
            }
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The element's own text, trimmed.
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

/// Without names and text: they come from the caller, and may be a PNR.
impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Element").finish_non_exhaustive()
    }
}

/// The open elements, and the root once it is closed.
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
        check_attributes(start)?;
        let name = start.local_name().as_ref().to_owned();
        self.open.push(Element { name, ..Element::default() });
        Ok(())
    }

    /// Closes the innermost element; the reader has checked that its name matches.
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

/// Attributes are ignored, but must be well-formed: each once, with a quoted value.
fn check_attributes(start: &BytesStart<'_>) -> Result<(), Fault> {
    for (before, attribute) in start.attributes().enumerate() {
        if before == limits::ATTRIBUTES {
            return Err(Fault::with(FaultCode::TooLarge, "too many attributes"));
        }
        let attribute = attribute.map_err(|_| malformed("an attribute is not well-formed"))?;
        let value = unescape(&attribute.value);
        if attribute.value.contains('<') || !value.is_ok_and(|value| value.chars().all(is_xml)) {
            return Err(malformed("an attribute's value is not well-formed"));
        }
    }
    Ok(())
}

/// Resolves the five predefined entities and character references. There is no DTD that could define others.
fn resolve(reference: &BytesRef<'_>) -> Result<String, Fault> {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) if is_xml(letter) => return Ok(letter.to_string()),
        Ok(None) => {}
        Ok(Some(_)) | Err(_) => return Err(malformed("a reference to no character")),
    }
    resolve_predefined_entity(&reference.xml10_content())
        .map(str::to_owned)
        .ok_or_else(|| malformed("an entity that is not predefined"))
}

/// The characters of XML 1.0 (production `Char`). The others are not text, and some of them are control codes for an
/// operator's terminal.
const fn is_xml(letter: char) -> bool {
    matches!(
        letter,
        '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..
    )
}

fn malformed(what: &'static str) -> Fault {
    Fault::with(FaultCode::MalformedXml, what)
}

#[cfg(test)]
mod tests;
