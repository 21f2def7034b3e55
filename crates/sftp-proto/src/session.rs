use std::ops::Range;

use crate::attributes::{Entry, Kind};
use crate::handles::{Handle, HandleId, Handles, OpenFile, OpenFolder};
use crate::limits;
use crate::path::Path;
use crate::request::Request;
use crate::response::{self, StatusCode};
use crate::tree::{Tree, TreeError};

/// One SFTP session: requests in, one packet out for each, in order.
///
/// The caller must call [`Session::sent`] after it has handed a packet to the transport, so that the tree learns which
/// bytes are on the way; [`Session::received`] when it is known that the client has read answers; and
/// [`Session::finish`] at the end, so that the tree learns that its files are closed.
#[derive(Debug)]
pub struct Session<T: Tree> {
    tree: T,
    begun: bool,
    handles: Handles<T::File>,
    /// How many requests were answered.
    answers: u64,
    /// How many of the answers the client is known to have read.
    received: u64,
    /// The bytes of a file that are in the last answer.
    data: Option<(HandleId, Range<u64>)>,
}

impl<T: Tree> Session<T> {
    /// A session that shows `tree`.
    pub fn new(tree: T) -> Self {
        Self { tree, begun: false, handles: Handles::new(), answers: 0, received: 0, data: None }
    }

    /// Answers one request.
    pub async fn answer(&mut self, request: Request) -> Vec<u8> {
        let id = request.id();
        self.data = None;
        // A client that uses a handle has read the answer that contained it, and so all answers before that one.
        let given_out = request.handle().and_then(|handle| self.handles.answer(handle));
        if let Some(answer) = given_out {
            self.received(answer).await;
        }
        self.answers += 1;
        match self.try_answer(request).await {
            Ok(packet) => packet,
            Err(code) => response::status(id, code),
        }
    }

    /// How many requests were answered.
    pub const fn answers(&self) -> u64 {
        self.answers
    }

    /// What the session shows.
    pub const fn tree(&self) -> &T {
        &self.tree
    }

    /// Records that the last answer is on its way to the client.
    pub async fn sent(&mut self) {
        if let Some((handle, range)) = self.data.take()
            && let Some(open) = self.handles.file(handle)
        {
            self.tree.sent(&open.file, range, self.answers).await;
        }
    }

    /// Records that the client has read `answers` answers.
    pub async fn received(&mut self, answers: u64) {
        if answers > self.received {
            self.received = answers;
            self.tree.received(answers).await;
        }
    }

    /// Closes what the client has left open. Bytes not known to be received by now count as not received.
    pub async fn finish(self) {
        for handle in self.handles.into_all() {
            if let Handle::File(open) = handle {
                self.tree.closed(open.file).await;
            }
        }
        self.tree.finished().await;
    }

    async fn try_answer(&mut self, request: Request) -> Answer {
        match request {
            Request::Init { .. } => self.begin(),
            _ if !self.begun => Err(StatusCode::BadMessage),
            Request::Open { id, path, read_only } => self.open(id, &path, read_only).await,
            Request::Close { id, handle } => self.close(id, handle).await,
            Request::Read { id, handle, offset, length } => {
                self.read(id, handle, offset, length).await
            }
            Request::Stat { id, path } => self.stat(id, &path).await,
            Request::Fstat { id, handle } => self.fstat(id, handle),
            Request::Opendir { id, path } => self.opendir(id, &path).await,
            Request::Readdir { id, handle } => self.readdir(id, handle),
            Request::Remove { id, path } => self.remove(id, &path).await,
            Request::Realpath { id, path } => {
                Ok(response::real_path(id, &parse(&path)?.to_bytes()))
            }
            Request::Limits { id } => Ok(response::server_limits(id)),
            Request::Forbidden { .. } => Err(StatusCode::PermissionDenied),
            Request::Unsupported { .. } => Err(StatusCode::Unsupported),
        }
    }

    fn begin(&mut self) -> Answer {
        if std::mem::replace(&mut self.begun, true) {
            return Err(StatusCode::BadMessage);
        }
        // The answer is 3 for every version; clients below that do not exist.
        Ok(response::version())
    }

    async fn open(&mut self, id: u32, path: &[u8], read_only: bool) -> Answer {
        if !read_only {
            return Err(StatusCode::PermissionDenied);
        }
        let path = parse(path)?;
        if self.handles.is_full(Kind::File) {
            return Err(StatusCode::Failure);
        }
        let (file, attributes) = self.tree.open(&path).await.map_err(code)?;
        let file = Handle::File(OpenFile { file, attributes });
        Ok(response::handle(id, self.handles.keep(file, self.answers)))
    }

    async fn opendir(&mut self, id: u32, path: &[u8]) -> Answer {
        let path = parse(path)?;
        if self.handles.is_full(Kind::Folder) {
            return Err(StatusCode::Failure);
        }
        let attributes = self.tree.stat(&path).await.map_err(code)?;
        if attributes.kind != Kind::Folder {
            return Err(StatusCode::Failure);
        }
        let dots = [&b"."[..], b".."].map(|name| Entry { name: name.to_vec(), attributes });
        let mut entries = Vec::from(dots);
        entries.append(&mut self.tree.list(&path).await.map_err(code)?);
        let folder = OpenFolder { attributes, entries: entries.into_iter() };
        Ok(response::handle(id, self.handles.keep(Handle::Folder(folder), self.answers)))
    }

    async fn close(&mut self, id: u32, handle: Option<HandleId>) -> Answer {
        let closed = handle.and_then(|handle| self.handles.close(handle));
        if let Handle::File(open) = closed.ok_or(StatusCode::Failure)? {
            self.tree.closed(open.file).await;
        }
        Ok(response::status(id, StatusCode::Ok))
    }

    async fn read(
        &mut self,
        id: u32,
        handle: Option<HandleId>,
        offset: u64,
        length: u32,
    ) -> Answer {
        let handle = handle.ok_or(StatusCode::Failure)?;
        let OpenFile { file, attributes } = self.handles.file(handle).ok_or(StatusCode::Failure)?;
        let rest = attributes.size.saturating_sub(offset);
        let length = u64::from(length.min(limits::READ)).min(rest);
        if length == 0 {
            return Err(StatusCode::Eof);
        }
        // At most limits::READ.
        let mut packet = vec![0; response::DATA_HEAD + usize::try_from(length).unwrap_or_default()];
        let buffer = &mut packet[response::DATA_HEAD..];
        self.tree.read(file, offset, buffer).await.map_err(code)?;
        response::data(id, &mut packet);
        self.data = Some((handle, offset..offset + length));
        Ok(packet)
    }

    async fn stat(&self, id: u32, path: &[u8]) -> Answer {
        let attributes = self.tree.stat(&parse(path)?).await.map_err(code)?;
        Ok(response::attributes(id, &attributes))
    }

    fn fstat(&self, id: u32, handle: Option<HandleId>) -> Answer {
        let open = handle.and_then(|handle| self.handles.get(handle)).ok_or(StatusCode::Failure)?;
        Ok(response::attributes(id, open.attributes()))
    }

    fn readdir(&mut self, id: u32, handle: Option<HandleId>) -> Answer {
        let open = handle.and_then(|handle| self.handles.folder(handle));
        let folder = open.ok_or(StatusCode::Failure)?;
        let some: Vec<Entry> = folder.entries.by_ref().take(limits::ENTRIES).collect();
        if some.is_empty() {
            return Err(StatusCode::Eof);
        }
        Ok(response::names(id, &some, &|mtime| self.tree.listed_time(mtime)))
    }

    async fn remove(&self, id: u32, path: &[u8]) -> Answer {
        self.tree.remove(&parse(path)?).await.map_err(code)?;
        Ok(response::status(id, StatusCode::Ok))
    }
}

/// A packet, or the code of the STATUS packet that stands for it.
type Answer = Result<Vec<u8>, StatusCode>;

fn parse(path: &[u8]) -> Result<Path, StatusCode> {
    Path::parse(path).map_err(|_| StatusCode::NoSuchFile)
}

const fn code(error: TreeError) -> StatusCode {
    match error {
        TreeError::NotFound => StatusCode::NoSuchFile,
        TreeError::Denied => StatusCode::PermissionDenied,
        TreeError::Failed => StatusCode::Failure,
    }
}

#[cfg(test)]
mod tests;
