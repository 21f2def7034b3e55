use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::{EscapeError, unescape};
use quick_xml::events::{BytesStart, Event};

use crate::error::GctpError;
use crate::limits;
use crate::xml_text::is_xml;

/// An element of a message: its local name, its attributes, its children. Namespaces and comments are ignored. Text between
/// elements is refused: what a message says stands in attributes.
#[derive(Default)]
pub(crate) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
}

impl Element {
    /// Parses a document within the limits. White space around it is no part of it, even before an XML declaration: within
    /// CDATA a message often begins on a line of its own.
    pub(crate) fn parse(text: &str) -> Result<Self, GctpError> {
        if text.len() > limits::MESSAGE {
            return Err(GctpError::TooLarge);
        }
        if !text.chars().all(is_xml) {
            return Err(GctpError::NotWellFormed);
        }
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_ascii());
        reader.config_mut().check_comments = true;
        let mut building = Building::default();
        for event in 0.. {
            match reader.read_event().map_err(|_| GctpError::NotWellFormed)? {
                Event::Start(start) => building.open(&start)?,
                Event::Empty(start) => {
                    building.open(&start)?;
                    building.close();
                }
                Event::End(_) => building.close(),
                Event::Text(text) => blank(&text.xml10_content())?,
                Event::Decl(_) if event > 0 => return Err(GctpError::NotWellFormed),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::DocType(_) => return Err(GctpError::DocumentType),
                Event::CData(_) | Event::GeneralRef(_) => return Err(GctpError::TextBetween),
                Event::Eof => break,
            }
        }
        building.finish()
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The attribute's value, without white space around it; empty when there is no such attribute.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        let named = self.attributes.iter().find(|(found, _)| found == name);
        named.map_or("", |(_, value)| value.trim())
    }

    /// The children of that name.
    pub(crate) fn children(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The one child of that name.
    pub(crate) fn child(&self, name: &'static str) -> Result<&Element, GctpError> {
        let mut named = self.children(name);
        let first = named.next().ok_or(GctpError::MissingElement(name))?;
        named.next().map_or(Ok(first), |_| Err(GctpError::RepeatedElement(name)))
    }
}

/// Without content: it comes from the caller, and has a PNR or an address.
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
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), GctpError> {
        if self.root.is_some() {
            return Err(GctpError::NotWellFormed);
        }
        self.elements += 1;
        if self.elements > limits::ELEMENTS || self.open.len() >= limits::DEPTH {
            return Err(GctpError::TooLarge);
        }
        let name = start.local_name().as_ref().to_owned();
        let attributes = attributes(start)?;
        self.open.push(Element { name, attributes, children: Vec::new() });
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

    fn finish(self) -> Result<Element, GctpError> {
        if !self.open.is_empty() {
            return Err(GctpError::NotWellFormed);
        }
        self.root.ok_or(GctpError::NotWellFormed)
    }
}

/// The attributes of an element by their whole names: `a:r` is not `r`.
fn attributes(start: &BytesStart<'_>) -> Result<Vec<(String, String)>, GctpError> {
    let mut found = Vec::new();
    for attribute in start.attributes() {
        if found.len() == limits::ATTRIBUTES {
            return Err(GctpError::TooLarge);
        }
        let attribute = attribute.map_err(|_| GctpError::NotWellFormed)?;
        found.push((attribute.key.as_ref().to_owned(), unescaped(&attribute.value)?));
    }
    Ok(found)
}

/// The text of an attribute; only entities that XML has itself are known.
fn unescaped(value: &str) -> Result<String, GctpError> {
    let text = unescape(value).map_err(|error| match error {
        EscapeError::UnrecognizedEntity(..) => GctpError::UnknownEntity,
        _ => GctpError::NotWellFormed,
    })?;
    if value.contains('<') || !text.chars().all(is_xml) {
        return Err(GctpError::NotWellFormed);
    }
    Ok(text.into_owned())
}

fn blank(text: &str) -> Result<(), GctpError> {
    if text.trim_ascii().is_empty() { Ok(()) } else { Err(GctpError::TextBetween) }
}

#[cfg(test)]
mod tests;
