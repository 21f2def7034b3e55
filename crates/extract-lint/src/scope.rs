/// How much a file is said to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The persons who changed: relatives may well be elsewhere.
    #[default]
    Changes,
    /// Everyone: a number that the file does not have is nobody's.
    WholeRegister,
}
