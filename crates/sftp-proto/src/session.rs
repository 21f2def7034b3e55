use std::ops::Range;

use crate::attributes::{AttributeChange, Entry, Kind};
use crate::handles::{Handle, HandleId, Handles, OpenFile, OpenFolder};
use crate::limits;
use crate::open_mode::OpenMode;
use crate::path::Path;
use crate::request::Request;
use crate::response::{self, Status, StatusCode};
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
    handles: Handles<T::File, T::Upload>,
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
            Err(status) => response::status(id, status),
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
            match handle {
                Handle::File(open) => self.tree.closed(open.file).await,
                // Nobody is there to be answered.
                Handle::Upload(upload) => drop(self.tree.written(upload).await),
                Handle::Folder(_) => {}
            }
        }
        self.tree.finished().await;
    }

    async fn try_answer(&mut self, request: Request) -> Answer {
        match request {
            Request::Init { .. } => self.begin(),
            _ if !self.begun => Err(StatusCode::BadMessage.into()),
            Request::Open { id, path, mode } => self.open(id, &path, mode).await,
            Request::Close { id, handle } => self.close(id, handle).await,
            Request::Read { id, handle, offset, length } => {
                self.read(id, handle, offset, length).await
            }
            Request::Write { id, handle, offset, data } => {
                self.write(id, handle, offset, data.as_deref()).await
            }
            Request::Stat { id, path } => self.stat(id, &path).await,
            Request::Fstat { id, handle } => self.fstat(id, handle).await,
            Request::Opendir { id, path } => self.opendir(id, &path).await,
            Request::Readdir { id, handle } => self.readdir(id, handle),
            Request::Remove { id, path } => self.remove(id, &path).await,
            Request::Rename { id, from, to } => self.rename(id, &from, &to).await,
            Request::Setstat { id, path, change } => self.setstat(id, &path, change).await,
            Request::Fsetstat { id, handle, change } => self.fsetstat(id, handle, change),
            Request::Realpath { id, path } => {
                Ok(response::real_path(id, &parse(&path)?.to_bytes()))
            }
            Request::Limits { id } => Ok(response::server_limits(id)),
            Request::Forbidden { .. } => Err(StatusCode::PermissionDenied.into()),
            Request::Unsupported { .. } => Err(StatusCode::Unsupported.into()),
        }
    }

    fn begin(&mut self) -> Answer {
        if std::mem::replace(&mut self.begun, true) {
            return Err(StatusCode::BadMessage.into());
        }
        // The answer is 3 for every version; clients below that do not exist.
        Ok(response::version())
    }

    async fn open(&mut self, id: u32, path: &[u8], mode: OpenMode) -> Answer {
        let path = parse(path)?;
        if self.handles.is_full(Kind::File) {
            return Err(StatusCode::Failure.into());
        }
        let handle = match mode {
            OpenMode::Read => {
                let (file, attributes) = self.tree.open(&path).await?;
                Handle::File(OpenFile { file, attributes })
            }
            OpenMode::Write(mode) => Handle::Upload(self.tree.create(&path, mode).await?),
            OpenMode::Neither => return Err(StatusCode::PermissionDenied.into()),
        };
        Ok(response::handle(id, self.handles.keep(handle, self.answers)))
    }

    async fn opendir(&mut self, id: u32, path: &[u8]) -> Answer {
        let path = parse(path)?;
        if self.handles.is_full(Kind::Folder) {
            return Err(StatusCode::Failure.into());
        }
        let attributes = self.tree.stat(&path).await?;
        if attributes.kind != Kind::Folder {
            return Err(StatusCode::Failure.into());
        }
        let dots = [&b"."[..], b".."].map(|name| Entry { name: name.to_vec(), attributes });
        let mut entries = Vec::from(dots);
        entries.append(&mut self.tree.list(&path).await?);
        let folder = OpenFolder { attributes, entries: entries.into_iter() };
        Ok(response::handle(id, self.handles.keep(Handle::Folder(folder), self.answers)))
    }

    async fn close(&mut self, id: u32, handle: Option<HandleId>) -> Answer {
        let closed = handle.and_then(|handle| self.handles.close(handle));
        match closed.ok_or(StatusCode::Failure)? {
            Handle::File(open) => self.tree.closed(open.file).await,
            Handle::Upload(upload) => self.tree.written(upload).await?,
            Handle::Folder(_) => {}
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
            return Err(StatusCode::Eof.into());
        }
        // At most limits::READ.
        let mut packet = vec![0; response::DATA_HEAD + usize::try_from(length).unwrap_or_default()];
        let buffer = &mut packet[response::DATA_HEAD..];
        self.tree.read(file, offset, buffer).await?;
        response::data(id, &mut packet);
        self.data = Some((handle, offset..offset + length));
        Ok(packet)
    }

    async fn write(
        &self,
        id: u32,
        handle: Option<HandleId>,
        offset: u64,
        data: Option<&[u8]>,
    ) -> Answer {
        let upload = handle.and_then(|handle| self.handles.upload(handle));
        let (upload, data) = upload.zip(data).ok_or(StatusCode::Failure)?;
        // No file can have the bytes there.
        offset.checked_add(data.len() as u64).ok_or(StatusCode::Failure)?;
        self.tree.write(upload, offset, data).await?;
        Ok(response::status(id, StatusCode::Ok))
    }

    async fn stat(&self, id: u32, path: &[u8]) -> Answer {
        let attributes = self.tree.stat(&parse(path)?).await?;
        Ok(response::attributes(id, &attributes))
    }

    async fn fstat(&self, id: u32, handle: Option<HandleId>) -> Answer {
        let open = handle.and_then(|handle| self.handles.get(handle)).ok_or(StatusCode::Failure)?;
        let attributes = match open {
            Handle::File(OpenFile { attributes, .. })
            | Handle::Folder(OpenFolder { attributes, .. }) => *attributes,
            Handle::Upload(upload) => self.tree.stat_upload(upload).await?,
        };
        Ok(response::attributes(id, &attributes))
    }

    fn readdir(&mut self, id: u32, handle: Option<HandleId>) -> Answer {
        let open = handle.and_then(|handle| self.handles.folder(handle));
        let folder = open.ok_or(StatusCode::Failure)?;
        let some: Vec<Entry> = folder.entries.by_ref().take(limits::ENTRIES).collect();
        if some.is_empty() {
            return Err(StatusCode::Eof.into());
        }
        Ok(response::names(id, &some, &|mtime| self.tree.listed_time(mtime)))
    }

    async fn remove(&self, id: u32, path: &[u8]) -> Answer {
        self.tree.remove(&parse(path)?).await?;
        Ok(response::status(id, StatusCode::Ok))
    }

    async fn rename(&self, id: u32, from: &[u8], to: &[u8]) -> Answer {
        self.tree.rename(&parse(from)?, &parse(to)?).await?;
        Ok(response::status(id, StatusCode::Ok))
    }

    async fn setstat(&self, id: u32, path: &[u8], change: AttributeChange) -> Answer {
        if change == AttributeChange::Other {
            return Err(StatusCode::PermissionDenied.into());
        }
        self.tree.set_times_and_modes(&parse(path)?).await?;
        Ok(response::status(id, StatusCode::Ok))
    }

    fn fsetstat(&self, id: u32, handle: Option<HandleId>, change: AttributeChange) -> Answer {
        let open = handle.and_then(|handle| self.handles.get(handle)).ok_or(StatusCode::Failure)?;
        match (open, change) {
            (Handle::Upload(_), AttributeChange::TimesAndModes) => {
                Ok(response::status(id, StatusCode::Ok))
            }
            _ => Err(StatusCode::PermissionDenied.into()),
        }
    }
}

/// A packet, or what the STATUS packet that stands for it says.
type Answer = Result<Vec<u8>, Status>;

fn parse(path: &[u8]) -> Result<Path, StatusCode> {
    Path::parse(path).map_err(|_| StatusCode::NoSuchFile)
}

impl From<TreeError> for Status {
    fn from(error: TreeError) -> Self {
        match error {
            TreeError::NotFound => StatusCode::NoSuchFile.into(),
            TreeError::Denied => StatusCode::PermissionDenied.into(),
            TreeError::Withheld(text) => Self::because(StatusCode::NoSuchFile, text),
            TreeError::Ended(text) => Self::because(StatusCode::PermissionDenied, text),
            TreeError::Taken => Self::failure("Failure: a file of that name is there"),
            TreeError::NoRoom => Self::failure("Failure: no room, the quota or the disk is full"),
            TreeError::Failed => StatusCode::Failure.into(),
        }
    }
}

#[cfg(test)]
mod tests;
