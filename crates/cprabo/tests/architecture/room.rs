//! Which file of a room uses which. A re-exported name counts for the file that defines it, a function of a type for
//! the file of the `impl`.
//!
//! Not seen: methods of values other than `self`, because types are not known; names re-exported by `pub use x::*`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::module::{Module, Names};

/// A room's files, by the path of their modules.
pub(crate) struct Room {
    modules: BTreeMap<Names, Module>,
    /// Functions of a type in another file than the type: path of module, type and function to file.
    functions: BTreeMap<Names, String>,
}

impl Room {
    /// Reads all files of a folder `src`.
    pub(crate) fn read(folder: &Path) -> Self {
        let read = |path: PathBuf| {
            let file = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (file, std::fs::read_to_string(path).unwrap())
        };
        Self::of(crate::sources(folder, "rs").into_iter().map(read))
    }

    /// A room from its files; tests are left out.
    pub(crate) fn of(files: impl Iterator<Item = (String, String)>) -> Self {
        let modules = files
            .map(|(file, code)| (module_of(&file), file, code))
            .filter(|(name, ..)| name.iter().all(|name| name != "tests"))
            .map(|(name, file, code)| (name, Module::read(file, &code)));
        let mut room = Self { modules: modules.collect(), functions: BTreeMap::new() };
        room.functions = room.functions_elsewhere();
        room
    }

    /// For each file, the other files that define what it uses.
    pub(crate) fn arrows(&self) -> BTreeMap<String, BTreeSet<String>> {
        let named = |(at, module): (&Names, &Module)| {
            let known = module.paths.iter().filter_map(|path| self.definer(at, path));
            let known = known.filter(|file| **file != module.file).cloned().collect();
            (module.file.clone(), known)
        };
        self.modules.iter().map(named).collect()
    }

    /// The file that defines a path, seen from a module; `None` when it is not in this room.
    fn definer(&self, at: &Names, path: &Names) -> Option<&String> {
        // A single name is imported or local; a submodule of the same name is not meant.
        let path = if path.len() > 1 { path } else { self.modules[at].uses.get(path.first()?)? };
        let (module, rest) = self.resolve(at, path, 0)?;
        let function = [module.as_slice(), &rest].concat();
        self.functions.get(&function).or_else(|| Some(&self.modules.get(&module)?.file))
    }

    /// The module of a path, seen from another, and the rest of the path.
    fn resolve(&self, at: &Names, path: &[String], depth: u8) -> Option<(Names, Names)> {
        let (first, rest) = path.split_first()?;
        let next = match first.as_str() {
            "crate" => Names::new(),
            "self" => at.clone(),
            "super" => at.split_last()?.1.to_vec(),
            _ if self.modules.contains_key(&below(at, first)) => below(at, first),
            _ if self.modules.get(at)?.items.contains(first) => {
                return Some((at.clone(), path.to_vec()));
            }
            // An import of a name that stands for itself, such as that of another crate, would loop for ever.
            _ if depth > 20 => return None,
            _ => {
                let brought = self.modules.get(at)?.uses.get(first)?;
                return self.resolve(at, &[brought.as_slice(), rest].concat(), depth + 1);
            }
        };
        if self.leads_on(&next, rest) {
            self.resolve(&next, rest, depth)
        } else {
            Some((next, rest.to_vec()))
        }
    }

    /// Whether names lead on from a module: to a submodule, or to a re-export.
    fn leads_on(&self, at: &Names, rest: &[String]) -> bool {
        let Some(name) = rest.first() else { return false };
        let module = self.modules.get(at);
        // An item of a file has precedence over a submodule of the same name.
        let is_item = rest.len() == 1 && module.is_some_and(|module| module.items.contains(name));
        let is_below = || self.modules.contains_key(&below(at, name));
        let is_brought = || module.is_some_and(|module| module.uses.contains_key(name));
        matches!(name.as_str(), "super" | "self") || !is_item && (is_below() || is_brought())
    }

    fn functions_elsewhere(&self) -> BTreeMap<Names, String> {
        let mut functions = BTreeMap::new();
        for (at, module) in &self.modules {
            for path in &module.functions {
                if let Some((there, function)) = self.resolve(at, path, 0) {
                    functions.insert([there, function].concat(), module.file.clone());
                }
            }
        }
        functions
    }
}

fn below(at: &Names, name: &String) -> Names {
    [at.as_slice(), std::slice::from_ref(name)].concat()
}

/// `load/part.rs` is module `load::part`, `load/mod.rs` and `load.rs` are `load`, `lib.rs` and `main.rs` the root.
fn module_of(file: &str) -> Names {
    let mut names: Names = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if names.last().is_some_and(|last| last == "mod") || matches!(file, "lib.rs" | "main.rs") {
        names.pop();
    }
    names
}

#[test]
fn names_lead_to_the_file_that_defines_them() {
    let b = &["b.rs"][..];
    for (code, known) in [
        ("use crate::b::B as X;", b),
        ("use super::b::{self as other};", b),
        ("use crate::b::*;", b),
        ("use crate::b::Kind::{self, First};", b),
        ("use crate::{b::B, face::Handed};", &["b.rs", "face/inner.rs"]),
        ("fn f() { vec![crate::b::B { x: 1 }]; }", b),
        ("#[with(f = crate::b::f)] struct A;", b),
        ("mod inline { use super::super::b::B; }", b),
        ("mod inline { use super::B; }", &[]),
        ("fn f(_: crate::face::Handed) {}", &["face/inner.rs"]),
        ("use crate::face; fn f(_: face::Handed) {}", &["face/inner.rs", "face/mod.rs"]),
        ("use crate::face::inner; fn f() {}", &["face/mod.rs"]),
        ("fn f() { crate::face::inner::f() }", &["face/inner.rs"]),
        ("fn f() { crate::face::Own::elsewhere() }", &["face/inner.rs"]),
        ("pub use crate::b::B;", &[]),
        ("pub use crate::b::B; fn f(_: B) {}", b),
        ("use ::b::B; fn f() { ::b::f() }", &[]),
        ("#[cfg(test)] use crate::b::B;", &[]),
        ("#[cfg(test)] mod tests { use crate::b::B; }", &[]),
    ] {
        assert_eq!(arrows_from("a.rs", code), known, "{code}");
    }
}

#[test]
fn a_file_is_not_what_is_called_the_same() {
    for (code, known) in [
        ("mod low; fn f(low: u8) -> u8 { low }", &[][..]),
        ("mod low; fn low() {} fn f() { low() }", &[]),
        ("mod low; fn f() { low::f() }", &["a/low.rs"]),
        ("mod low; struct A; fn f() { A::method() }", &["a/low.rs"]),
        ("mod low; struct A; impl A { fn f(&self) { self.method() } }", &["a/low.rs"]),
        ("mod low; struct A; impl A { fn f() { Self::method() } }", &["a/low.rs"]),
    ] {
        assert_eq!(arrows_from("a.rs", code), known, "{code}");
    }
}

/// The files that a file uses, among some others.
#[cfg(test)]
fn arrows_from(file: &str, code: &str) -> Vec<String> {
    let others = [
        ("lib.rs", "mod a; mod b; mod face;"),
        ("a/low.rs", "impl super::A { pub fn method(&self) {} } pub fn f() {}"),
        ("b.rs", "pub struct B; pub enum Kind { First } pub fn f() {}"),
        ("face/mod.rs", "mod inner; pub use inner::I as Handed; pub struct Own; pub fn inner() {}"),
        ("face/inner.rs", "pub struct I; pub fn f() {} impl super::Own { pub fn elsewhere() {} }"),
    ];
    let files = others.into_iter().chain([(file, code)]);
    let room = Room::of(files.map(|(file, code)| (file.to_owned(), code.to_owned())));
    room.arrows()[file].iter().cloned().collect()
}
