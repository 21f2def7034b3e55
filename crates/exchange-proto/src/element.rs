use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceResolver, PrefixDeclaration, QName, ResolveResult};

use crate::{NAMESPACE, limits};

/// The bytes are no XML that is accepted: not well-formed, a document type, an unknown prefix, or over a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotXml;

/// An element with its text and its children, and where its content stands in the document.
#[derive(Debug)]
pub(crate) struct Element {
    namespace: Namespace,
    name: String,
    text: String,
    children: Vec<Element>,
    inner: Range<usize>,
    /// The namespaces that are declared here or around it, as attributes.
    declarations: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Namespace {
    /// The exchange's.
    Ours,
    None,
    Other,
}

impl Element {
    /// The root of a document within the limits.
    pub(crate) fn parse(text: &str) -> Result<Self, NotXml> {
        if !text.chars().all(is_xml) {
            return Err(NotXml);
        }
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        let mut building = Building::default();
        loop {
            let before = position(&reader);
            let event = reader.read_event().map_err(|_| NotXml)?;
            match event {
                Event::Start(start) => building.open(&start, position(&reader))?,
                Event::Empty(start) => {
                    building.open(&start, position(&reader))?;
                    building.close(position(&reader));
                }
                Event::End(_) => building.close(before),
                Event::Text(text) => building.text(&text.xml10_content())?,
                Event::CData(text) => building.text(&text.xml10_content())?,
                Event::GeneralRef(reference) => building.text(&resolve(&reference)?)?,
                Event::DocType(_) => return Err(NotXml),
                Event::Decl(_) if building.elements > 0 => return Err(NotXml),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => return building.finish(),
            }
        }
    }

    /// Whether it is the exchange's root element of that name.
    pub(crate) fn is_root(&self, name: &str) -> bool {
        self.namespace == Namespace::Ours && self.name == name
    }

    /// The children of that local name. By the schema they are in no namespace; a default namespace on the root puts
    /// them in the exchange's.
    pub(crate) fn children(&self, name: &str) -> impl Iterator<Item = &Element> {
        let is_named =
            move |child: &&Element| child.namespace != Namespace::Other && child.name == name;
        self.children.iter().filter(is_named)
    }

    /// Its own text, without surrounding white space.
    pub(crate) fn text(&self) -> &str {
        self.text.trim_ascii()
    }

    /// Where its content stands in the document.
    pub(crate) fn inner(&self) -> Range<usize> {
        self.inner.clone()
    }

    pub(crate) fn declarations(&self) -> &str {
        &self.declarations
    }
}

/// The open elements, and the root once it is closed.
#[derive(Default)]
struct Building {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    namespaces: NamespaceResolver,
}

impl Building {
    /// Opens an element whose content begins at `from`.
    fn open(&mut self, start: &BytesStart<'_>, from: usize) -> Result<(), NotXml> {
        self.elements += 1;
        let is_too_much = self.elements > limits::ELEMENTS || self.open.len() >= limits::DEPTH;
        if self.root.is_some() || is_too_much {
            return Err(NotXml);
        }
        self.namespaces.push(start).map_err(|_| NotXml)?;
        self.check_attributes(start)?;
        let (namespace, name) = self.namespace(start.name())?;
        self.open.push(Element {
            namespace,
            name,
            text: String::new(),
            children: Vec::new(),
            inner: from..from,
            declarations: self.declarations(),
        });
        Ok(())
    }

    /// Closes the innermost element, whose content ends at `to`; the reader has checked that its name matches.
    fn close(&mut self, to: usize) {
        self.namespaces.pop();
        let Some(mut closed) = self.open.pop() else { return };
        closed.inner.end = to;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None => self.root = Some(closed),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), NotXml> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim_ascii().is_empty() => {}
            None => return Err(NotXml),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, NotXml> {
        if self.open.is_empty() { self.root.ok_or(NotXml) } else { Err(NotXml) }
    }

    /// Attributes are copied with what is around them, so each must be well-formed, with a prefix that is declared.
    fn check_attributes(&self, start: &BytesStart<'_>) -> Result<(), NotXml> {
        for (before, attribute) in start.attributes().enumerate() {
            let attribute = attribute.map_err(|_| NotXml)?;
            let is_known = !matches!(
                self.namespaces.resolve_attribute(attribute.key).0,
                ResolveResult::Unknown(_)
            );
            let value = unescape(&attribute.value).map_err(|_| NotXml)?;
            let is_sound = !attribute.value.contains('<') && value.chars().all(is_xml);
            if before == limits::ATTRIBUTES || !is_known || !is_sound {
                return Err(NotXml);
            }
        }
        Ok(())
    }

    fn namespace(&self, name: QName<'_>) -> Result<(Namespace, String), NotXml> {
        let (namespace, local) = self.namespaces.resolve_element(name);
        let namespace = match namespace {
            ResolveResult::Bound(namespace) if namespace.as_ref() == NAMESPACE => Namespace::Ours,
            ResolveResult::Bound(_) => Namespace::Other,
            ResolveResult::Unbound => Namespace::None,
            ResolveResult::Unknown(_) => return Err(NotXml),
        };
        Ok((namespace, local.as_ref().to_owned()))
    }

    fn declarations(&self) -> String {
        let declaration = |(prefix, namespace): (PrefixDeclaration<'_>, _)| {
            let quoted = AsRef::<str>::as_ref(&namespace).replace('"', "&quot;");
            match prefix {
                PrefixDeclaration::Default => format!(" xmlns=\"{quoted}\""),
                PrefixDeclaration::Named(prefix) => format!(" xmlns:{prefix}=\"{quoted}\""),
            }
        };
        self.namespaces
            .bindings()
            .map(|(prefix, namespace)| declaration((prefix, namespace)))
            .collect()
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The five predefined entities and character references. There is no DTD that could define others.
fn resolve(reference: &BytesRef<'_>) -> Result<String, NotXml> {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) if is_xml(letter) => return Ok(letter.to_string()),
        Ok(None) => {}
        Ok(Some(_)) | Err(_) => return Err(NotXml),
    }
    resolve_predefined_entity(&reference.xml10_content()).map(str::to_owned).ok_or(NotXml)
}

/// The characters of XML 1.0 (production `Char`).
pub(crate) const fn is_xml(letter: char) -> bool {
    matches!(
        letter,
        '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..
    )
}
