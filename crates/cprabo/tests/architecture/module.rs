//! The imports, definitions and uses of one file of a room, by its syntax alone.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ExprMethodCall, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod};
use syn::{ItemUse, Type, UseTree, Visibility};

/// Names from the room's root, or from a file: `["crate", "load", "Load"]`.
pub(crate) type Names = Vec<String>;

/// The contents of one file, without tests.
#[derive(Default)]
pub(crate) struct Module {
    /// Its path within the room.
    pub(crate) file: String,
    /// The imports, by their names here.
    pub(crate) uses: BTreeMap<String, Names>,
    /// What it defines.
    pub(crate) items: BTreeSet<String>,
    /// Functions in an `impl`, by the path of the type.
    pub(crate) functions: BTreeSet<Names>,
    /// Every path that it uses.
    pub(crate) paths: BTreeSet<Names>,
    /// How many modules within the file enclose the current position.
    depth: usize,
    /// The type of the enclosing `impl`: `Self`.
    implemented: Names,
}

impl Module {
    pub(crate) fn read(file: String, code: &str) -> Self {
        let code = syn::parse_file(code).unwrap();
        let items = code.items.iter().filter_map(|item| head(item).1).map(ToString::to_string);
        let mut module = Self { file, items: items.collect(), ..Self::default() };
        module.visit_file(&code);
        module
    }

    fn name(&mut self, path: Names) {
        let path = self.seen_from_file(path);
        self.paths.insert(path);
    }

    /// A path as seen from the file: for a module within it, `super` is the file.
    fn seen_from_file(&self, mut path: Names) -> Names {
        if path.first().is_some_and(|first| first == "Self") {
            return [self.implemented.as_slice(), &path[1..]].concat();
        }
        let within = path.iter_mut().take(self.depth);
        within.take_while(|name| *name == "super").for_each(|name| "self".clone_into(name));
        path
    }

    fn bring(&mut self, tree: &UseTree, before: &Names) {
        let on = |name: &Ident| [before.as_slice(), &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.bring(&path.tree, &on(&path.ident)),
            UseTree::Name(name) if name.ident == "self" => self.hand_on(before.clone(), None),
            UseTree::Name(name) => self.hand_on(on(&name.ident), None),
            UseTree::Rename(rename) => self.hand_on(on(&rename.ident), Some(&rename.rename)),
            UseTree::Glob(_) => self.name(before.clone()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.bring(tree, before)),
        }
    }

    fn hand_on(&mut self, path: Names, name: Option<&Ident>) {
        let name = name.map(Ident::to_string).or_else(|| path.last().cloned());
        let path = self.seen_from_file(path);
        self.uses.extend(name.map(|name| (name, path.clone())));
        self.paths.insert(path);
    }

    /// Paths in the arguments of a macro or an attribute, which are not parsed. A single name may be a field.
    fn name_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Names::new(), 0);
        for token in tokens {
            let is_colon = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ':');
            let goes_on = is_colon || colons == 2 && matches!(token, TokenTree::Ident(_));
            if !goes_on {
                self.name(std::mem::take(&mut path));
            }
            match token {
                TokenTree::Ident(name) => path.push(name.to_string()),
                TokenTree::Group(group) => self.name_tokens(group.stream()),
                _ => {}
            }
            colons = if is_colon { colons + 1 } else { 0 };
        }
        self.name(path);
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(head(item).0) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let Type::Path(of) = &*item.self_ty else { return visit::visit_item_impl(self, item) };
        self.implemented = self.seen_from_file(names(&of.path));
        for item in item.items.iter().filter(|_| item.trait_.is_none()) {
            if let ImplItem::Fn(function) = item {
                let name = function.sig.ident.to_string();
                self.functions.insert([self.implemented.as_slice(), &[name]].concat());
            }
        }
        visit::visit_item_impl(self, item);
        self.implemented.clear();
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if matches!(&*call.receiver, Expr::Path(receiver) if receiver.path.is_ident("self")) {
            self.name(vec!["Self".to_owned(), call.method.to_string()]);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.depth += 1;
        visit::visit_item_mod(self, item);
        self.depth -= 1;
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {
        // The parser treats `pub(crate)` as a path.
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_some() {
            return;
        }
        // A re-export (`pub use`) passes names on and does not use them itself.
        let before = self.paths.clone();
        self.bring(&item.tree, &Names::new());
        if !matches!(item.vis, Visibility::Inherited) {
            self.paths = before;
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            self.name(names(path));
        }
        visit::visit_path(self, path);
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.name_tokens(tokens.clone());
    }
}

fn names(path: &syn::Path) -> Names {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

/// An item's attributes and the name that it defines.
fn head(item: &Item) -> (&[Attribute], Option<&Ident>) {
    match item {
        Item::Const(item) => (&item.attrs, Some(&item.ident)),
        Item::Enum(item) => (&item.attrs, Some(&item.ident)),
        Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
        Item::Impl(item) => (&item.attrs, None),
        Item::Mod(item) => (&item.attrs, None),
        Item::Static(item) => (&item.attrs, Some(&item.ident)),
        Item::Struct(item) => (&item.attrs, Some(&item.ident)),
        Item::Trait(item) => (&item.attrs, Some(&item.ident)),
        Item::Type(item) => (&item.attrs, Some(&item.ident)),
        Item::Use(item) => (&item.attrs, None),
        _ => (&[], None),
    }
}
