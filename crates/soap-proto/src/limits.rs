//! Limits of a request. Real requests have some 20 elements and 2 kB.

/// Bytes of a request's body.
pub const BODY: usize = 1024 * 1024;
/// Depth of nested elements.
pub const DEPTH: usize = 64;
/// Elements in all.
pub const ELEMENTS: usize = 1000;
/// Attributes of one element, namespace declarations included.
pub const ATTRIBUTES: usize = 64;
/// Bytes of text directly within one element.
pub const TEXT: usize = 64 * 1024;
/// Characters of `OnBehalfOfUser` (`soap.md`: max 255).
pub const CONTEXT_TEXT: usize = 255;
