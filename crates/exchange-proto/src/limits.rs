//! Limits of what a sender sends. A trigger with dynamic routing has some 3 kB.

/// Bytes of a trigger (`out.md` 5).
pub const TRIGGER: usize = 64 * 1024;
/// Depth of nested elements.
pub const DEPTH: usize = 64;
/// Elements in all.
pub const ELEMENTS: usize = 1000;
/// Attributes of one element, namespace declarations included.
pub const ATTRIBUTES: usize = 64;
/// Characters of a name or an id (`SFTPTypes.xsd`: maxLength 255).
pub const TEXT: usize = 255;
/// Recipients of one file.
pub const RECIPIENTS: usize = 100;
/// Bytes of a file's name, which file systems have as well.
pub const NAME: usize = 255;
