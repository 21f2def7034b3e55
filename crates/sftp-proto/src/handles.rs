use std::collections::HashMap;

use crate::attributes::{Attributes, Entry, Kind};
use crate::limits;

/// The name of an open file or folder: four bytes, counted from 0 in each session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HandleId(u32);

/// The open handles of a session. A handle's number is unique among those that are open.
#[derive(Debug)]
pub(crate) struct Handles<F, U> {
    open: HashMap<HandleId, Kept<F, U>>,
    next: u32,
}

#[derive(Debug)]
struct Kept<F, U> {
    handle: Handle<F, U>,
    /// The answer that sent the handle to the client.
    answer: u64,
}

#[derive(Debug)]
pub(crate) enum Handle<F, U> {
    File(OpenFile<F>),
    Upload(U),
    Folder(OpenFolder),
}

#[derive(Debug)]
pub(crate) struct OpenFile<F> {
    pub(crate) file: F,
    pub(crate) attributes: Attributes,
}

#[derive(Debug)]
pub(crate) struct OpenFolder {
    pub(crate) attributes: Attributes,
    /// The entries that READDIR has not sent yet.
    pub(crate) entries: std::vec::IntoIter<Entry>,
}

impl HandleId {
    /// Reads a handle of the client's. A string that is not four bytes was never given out.
    pub(crate) fn read(handle: &[u8]) -> Option<Self> {
        handle.try_into().ok().map(u32::from_be_bytes).map(Self)
    }

    pub(crate) const fn to_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }
}

impl<F, U> Handles<F, U> {
    pub(crate) fn new() -> Self {
        Self { open: HashMap::new(), next: 0 }
    }

    /// Whether no more of the kind may be opened.
    pub(crate) fn is_full(&self, kind: Kind) -> bool {
        let folders = || self.open.values().filter(|open| matches!(open.handle, Handle::Folder(_)));
        self.open.len() >= limits::HANDLES
            || (kind == Kind::Folder && folders().count() >= limits::FOLDERS)
    }

    /// Keeps something open under a new number, which is sent in answer `answer`.
    pub(crate) fn keep(&mut self, handle: Handle<F, U>, answer: u64) -> HandleId {
        // There are far fewer open handles than numbers, so the loop ends soon.
        while self.open.contains_key(&HandleId(self.next)) {
            self.next = self.next.wrapping_add(1);
        }
        let id = HandleId(self.next);
        self.next = self.next.wrapping_add(1);
        self.open.insert(id, Kept { handle, answer });
        id
    }

    pub(crate) fn get(&self, id: HandleId) -> Option<&Handle<F, U>> {
        self.open.get(&id).map(|kept| &kept.handle)
    }

    /// The answer that sent a handle to the client.
    pub(crate) fn answer(&self, id: HandleId) -> Option<u64> {
        self.open.get(&id).map(|kept| kept.answer)
    }

    pub(crate) fn file(&mut self, id: HandleId) -> Option<&mut OpenFile<F>> {
        match &mut self.open.get_mut(&id)?.handle {
            Handle::File(file) => Some(file),
            Handle::Folder(_) | Handle::Upload(_) => None,
        }
    }

    pub(crate) fn folder(&mut self, id: HandleId) -> Option<&mut OpenFolder> {
        match &mut self.open.get_mut(&id)?.handle {
            Handle::Folder(folder) => Some(folder),
            Handle::File(_) | Handle::Upload(_) => None,
        }
    }

    pub(crate) fn upload(&self, id: HandleId) -> Option<&U> {
        match self.get(id)? {
            Handle::Upload(upload) => Some(upload),
            Handle::File(_) | Handle::Folder(_) => None,
        }
    }

    pub(crate) fn close(&mut self, id: HandleId) -> Option<Handle<F, U>> {
        self.open.remove(&id).map(|kept| kept.handle)
    }

    /// Everything that is still open.
    pub(crate) fn into_all(self) -> impl Iterator<Item = Handle<F, U>> {
        self.open.into_values().map(|kept| kept.handle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Handle<(), ()> {
        let attributes = Attributes { kind: Kind::File, size: 0, mtime: 0 };
        Handle::File(OpenFile { file: (), attributes })
    }

    #[test]
    fn names_go_round_past_those_in_use() {
        let mut handles = Handles::new();
        let first = handles.keep(file(), 1);
        handles.next = u32::MAX;
        assert_eq!(
            [handles.keep(file(), 1), handles.keep(file(), 1)],
            [HandleId(u32::MAX), HandleId(1)]
        );
        assert!(handles.close(first).is_some() && handles.get(first).is_none());
    }

    #[test]
    fn a_handle_is_four_bytes() {
        assert_eq!(HandleId::read(&[0xff; 4]), Some(HandleId(u32::MAX)));
        assert_eq!(HandleId::read(&HandleId(7).to_bytes()), Some(HandleId(7)));
        for other in [&b""[..], &[0; 3], &[0; 5], &[0xff; 256]] {
            assert_eq!(HandleId::read(other), None);
        }
    }
}
