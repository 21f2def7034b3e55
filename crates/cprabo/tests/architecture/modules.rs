//! Which file of a room names which, read from the code: a name that is handed on by `use` counts for the file that
//! defines it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, File, Item, ItemUse, UseTree};

/// Names from the room's root, or from where a file stands: `["crate", "load", "Load"]`.
type Names = Vec<String>;

/// A room's files, by the path of their modules.
pub(crate) struct Room(BTreeMap<Names, Module>);

/// What one file says.
struct Module {
    /// Its path within the room.
    file: String,
    /// What it brings in, by the name that it has here.
    uses: BTreeMap<String, Names>,
    /// Every path that it names.
    paths: BTreeSet<Names>,
}

impl Room {
    /// Reads all files of a folder `src`, tests left out.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut modules = BTreeMap::new();
        for path in crate::sources(folder, "rs") {
            let file = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            let name = module_of(&file);
            if name.iter().any(|name| name == "tests") {
                continue;
            }
            let code = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
            modules.insert(name, Module::read(file, &code));
        }
        Self(modules)
    }

    /// For each file, the other files that define what it names.
    pub(crate) fn arrows(&self) -> BTreeMap<String, BTreeSet<String>> {
        let named = |(at, module): (&Names, &Module)| {
            let known = module.paths.iter().filter_map(|path| self.definer(at, path, 0));
            let known: BTreeSet<String> =
                known.filter(|file| **file != module.file).cloned().collect();
            (module.file.clone(), known)
        };
        self.0.iter().map(named).collect()
    }

    /// The file that defines what a path names, seen from a module; `None` of what is not this room's.
    fn definer(&self, at: &Names, path: &[String], depth: u8) -> Option<&String> {
        let (first, rest) = path.split_first()?;
        let child = |name: &String| [at.as_slice(), std::slice::from_ref(name)].concat();
        let next = match first.as_str() {
            "crate" => Vec::new(),
            "self" => at.clone(),
            "super" => at.split_last()?.1.to_vec(),
            _ if self.0.contains_key(&child(first)) => child(first),
            // `use` of a name that stands for itself, such as that of another crate, would go round for ever.
            _ if depth > 20 => return None,
            _ => {
                let brought = self.0[at].uses.get(first)?;
                return self.definer(at, &[brought.as_slice(), rest].concat(), depth + 1);
            }
        };
        match rest.first() {
            None => self.0.get(&next).map(|module| &module.file),
            Some(name) if self.is_known(&next, name) => self.definer(&next, rest, depth),
            Some(_) => self.0.get(&next).map(|module| &module.file),
        }
    }

    /// Whether a name leads on from a module: to a file of its own, or to what it hands on.
    fn is_known(&self, at: &Names, name: &String) -> bool {
        let child = [at.as_slice(), std::slice::from_ref(name)].concat();
        matches!(name.as_str(), "super" | "self")
            || self.0.contains_key(&child)
            || self.0.get(at).is_some_and(|module| module.uses.contains_key(name))
    }
}

impl Module {
    fn read(file: String, code: &File) -> Self {
        let mut module = Self { file, uses: BTreeMap::new(), paths: BTreeSet::new() };
        module.visit_file(code);
        module
    }

    fn bring(&mut self, tree: &UseTree, before: &Names) {
        let on = |name: &syn::Ident| [before.as_slice(), &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.bring(&path.tree, &on(&path.ident)),
            UseTree::Name(name) if name.ident == "self" => self.hand_on(before.clone(), None),
            UseTree::Name(name) => self.hand_on(on(&name.ident), None),
            UseTree::Rename(rename) => {
                self.hand_on(on(&rename.ident), Some(rename.rename.to_string()));
            }
            UseTree::Glob(_) => drop(self.paths.insert(before.clone())),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.bring(tree, before)),
        }
    }

    fn hand_on(&mut self, path: Names, name: Option<String>) {
        let name = name.or_else(|| path.last().cloned());
        self.uses.extend(name.map(|name| (name, path.clone())));
        self.paths.insert(path);
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(crate)` is a path to the parser.
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        // A face (`pub use`) hands names on and takes nothing for itself.
        let before = self.paths.clone();
        self.bring(&item.tree, &Names::new());
        if !matches!(item.vis, syn::Visibility::Inherited) {
            self.paths = before;
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `load/part.rs` is module `load::part`, `load/mod.rs` and `load.rs` are `load`, `lib.rs` and `main.rs` the root.
fn module_of(file: &str) -> Names {
    let mut names: Names = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if names.last().is_some_and(|last| last == "mod") || matches!(file, "lib.rs" | "main.rs") {
        names.pop();
    }
    names
}
