//! What the compiler does not hold about the structure: inside a crate, files use each other in one direction, and long files say why
//! they are long. (Between crates, Cargo holds the direction.)
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};

/// Files that use each other. Those of `messages/page` belong together, as a cell of a table may hold blocks and a
/// block may be a table.
const CIRCLES: &[&[&str]] = &[&["messages/page/block.rs", "messages/page/form.rs", "messages/page/table.rs"]];
/// Folders of a crate that are steps of its work, in order: each uses only itself and those before it.
const STEPS: &[(&str, &[&str])] =
    &[("ingest", &["read", "parse", "schema", "settings", "findings", "recognise", "collect", "settle", "account"])];
/// Lines that a file may have without a reason in its first lines.
const LONGEST_FILE: usize = 500;

#[test]
fn files_use_each_other_in_one_direction() {
    let mut found = BTreeSet::new();
    for root in crate_roots() {
        let tree = Crate::read(&root);
        found.extend(tree.circles());
    }
    let allowed: BTreeSet<Vec<String>> =
        CIRCLES.iter().map(|group| group.iter().map(|file| (*file).to_owned()).collect()).collect();
    let new: Vec<_> = found.difference(&allowed).collect();
    assert!(new.is_empty(), "{} circles of files: {new:#?}", new.len());
    let gone: Vec<_> = allowed.difference(&found).collect();
    assert!(gone.is_empty(), "no circle any more, so take it off the list: {gone:#?}");
}

#[test]
fn steps_use_only_steps_before_them() {
    for (name, steps) in STEPS {
        let tree = Crate::read(&source().join(name).join("lib.rs"));
        let step = |module: &ModulePath| steps.iter().position(|step| module.first().is_some_and(|first| first == step));
        let mut back = Vec::new();
        for (from, to) in tree.uses() {
            if let (Some(own), Some(used)) = (step(from), step(to))
                && used > own
            {
                back.push(format!("{} uses {}", from.join("::"), to.join("::")));
            }
        }
        assert!(tree.0.keys().filter(|module| step(module).is_some()).count() > steps.len(), "{name}: the steps were not found");
        assert!(back.is_empty(), "{name}: a step uses one that comes after it: {back:#?}");
    }
}

#[test]
fn long_files_say_why() {
    let mut long = Vec::new();
    for file in rust_files(&source()) {
        let text = std::fs::read_to_string(&file).unwrap();
        let says_why = text.lines().take(12).any(|line| line.starts_with("//") && line.contains("long"));
        let name = file.strip_prefix(source()).unwrap().to_string_lossy().replace('\\', "/");
        if text.lines().count() > LONGEST_FILE && !says_why {
            long.push((name, text.lines().count()));
        }
    }
    assert!(long.is_empty(), "over {LONGEST_FILE} lines and no reason in the first lines: {long:#?}");
}

/// The map of the code in ARCHITECTURE.md equals the tree: it names each folder, and each file that it names is there.
#[test]
fn the_map_equals_the_tree() {
    let map = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let mut unnamed = Vec::new();
    for folder in folders(&source()).iter().flat_map(|part| std::iter::once(part.clone()).chain(folders(part))) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let is_named = map.match_indices(&name).any(|(at, _)| {
            let is_letter = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !is_letter(map[..at].chars().next_back()) && !is_letter(map[at + name.len()..].chars().next())
        });
        if !is_named && name != "fonts" {
            unnamed.push(folder.strip_prefix(source()).unwrap().to_string_lossy().into_owned());
        }
    }
    assert!(unnamed.is_empty(), "not in the map: {unnamed:#?}");

    let files: Vec<String> =
        rust_files(&source()).iter().map(|file| format!("/{}", file.to_string_lossy().replace('\\', "/"))).collect();
    let named = map.split('`').skip(1).step_by(2).filter(|name| name.ends_with(".rs") && !name.starts_with("tests/"));
    let gone: Vec<&str> = named
        .filter(|name| {
            !name.contains(' ') && !files.iter().any(|file| file.ends_with(&format!("/{}", name.trim_start_matches("src/"))))
        })
        .collect();
    assert!(gone.is_empty(), "named, but not there: {gone:#?}");
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The root files of the workspace's crates.
fn crate_roots() -> Vec<PathBuf> {
    let mut roots = Vec::new();
    for entry in std::fs::read_dir(source()).unwrap() {
        let folder = entry.unwrap().path();
        roots.extend(["lib.rs", "main.rs"].map(|name| folder.join(name)).into_iter().filter(|path| path.exists()));
    }
    roots.sort();
    assert!(roots.len() >= 9, "the crates were not found: {roots:?}");
    roots
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A path of names from a crate's root: `["recommend", "model"]`.
type ModulePath = Vec<String>;

/// A file of a crate, as the modules see it.
#[derive(Default)]
struct Module {
    /// The file, from `src/`.
    file: String,
    /// Names of its child modules.
    children: BTreeSet<String>,
    /// Names that it defines.
    items: BTreeSet<String>,
    /// Names that it brings in (used or re-exported), with the full path of each.
    imports: BTreeMap<String, Vec<String>>,
    /// Modules all of whose names it brings in.
    globs: Vec<Vec<String>>,
    /// Paths named in its code.
    paths: Vec<Vec<String>>,
}

struct Crate(BTreeMap<ModulePath, Module>);

impl Crate {
    fn read(root: &Path) -> Self {
        let mut tree = BTreeMap::new();
        read_module(root, root.parent().unwrap(), Vec::new(), &mut tree);
        Self(tree)
    }

    /// Which module defines what a path names, seen from a module.
    fn home_of(&self, from: &[String], path: &[String], depth: usize) -> Option<ModulePath> {
        let mut at: ModulePath = from.to_vec();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                at.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|name| name == "super") {
                    at.pop()?;
                    rest = &rest[1..];
                }
            }
            _ => {}
        }
        while let Some(name) = rest.first() {
            if self.0.get(&at)?.children.contains(name) {
                at.push(name.clone());
                rest = &rest[1..];
            } else {
                break;
            }
        }
        let Some(name) = rest.first() else { return Some(at) };
        let module = self.0.get(&at)?;
        if module.items.contains(name) {
            return Some(at);
        }
        if depth == 0 {
            return None;
        }
        if let Some(import) = module.imports.get(name) {
            return self.home_of(&at, import, depth - 1);
        }
        module.globs.iter().find_map(|glob| {
            let from_glob: Vec<String> = glob.iter().chain([name]).cloned().collect();
            self.home_of(&at, &from_glob, depth - 1)
        })
    }

    /// Which module uses which other.
    fn uses(&self) -> impl Iterator<Item = (&ModulePath, &ModulePath)> {
        self.0.iter().flat_map(move |(name, module)| {
            let homes = module.paths.iter().filter_map(move |path| self.home_of(name, path, 8));
            homes
                .filter_map(|home| self.0.get_key_value(&home))
                .map(move |(home, _)| (name, home))
                .filter(|(from, to)| from != to)
        })
    }

    /// Groups of files that use each other.
    fn circles(&self) -> Vec<Vec<String>> {
        let names: Vec<&ModulePath> = self.0.keys().collect();
        let place: BTreeMap<&ModulePath, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
        let mut edges: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); names.len()];
        for (from, to) in self.uses() {
            edges[place[from]].insert(place[to]);
        }
        // Reached from each file; two files that reach each other are of one circle. Crates are small enough for that.
        let reached: Vec<BTreeSet<usize>> = (0..names.len())
            .map(|start| {
                let (mut seen, mut next) = (BTreeSet::new(), vec![start]);
                while let Some(at) = next.pop() {
                    next.extend(edges[at].iter().copied().filter(|&to| seen.insert(to)));
                }
                seen
            })
            .collect();
        let mut circles = BTreeSet::new();
        for (at, of) in reached.iter().enumerate() {
            let group: BTreeSet<usize> = of.iter().copied().filter(|&other| reached[other].contains(&at)).collect();
            if group.len() > 1 {
                let mut files: Vec<String> = group.iter().map(|&member| self.0[names[member]].file.clone()).collect();
                files.sort();
                circles.insert(files);
            }
        }
        circles.into_iter().collect()
    }
}

/// Reads a file and the files of its child modules. `folder`: where the children are.
fn read_module(file: &Path, folder: &Path, name: ModulePath, tree: &mut BTreeMap<ModulePath, Module>) {
    let text = std::fs::read_to_string(file).unwrap();
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let shown = file.strip_prefix(source()).unwrap().to_string_lossy().replace('\\', "/");
    let mut module = Module { file: shown, ..Module::default() };
    let mut children = Vec::new();
    for item in &parsed.items {
        if let syn::Item::Mod(child) = item
            && child.content.is_none()
            && !is_of_tests(&child.attrs)
        {
            let ident = child.ident.to_string();
            module.children.insert(ident.clone());
            children.push(ident);
        }
    }
    module.visit_file(&parsed);
    tree.insert(name.clone(), module);
    for child in children {
        let (flat, nested) = (folder.join(format!("{child}.rs")), folder.join(&child).join("mod.rs"));
        let path = if flat.exists() { flat } else { nested };
        let below = name.iter().cloned().chain([child.clone()]).collect();
        read_module(&path, &folder.join(&child), below, tree);
    }
}

fn is_of_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Meta>().is_ok_and(|meta| match meta {
                    syn::Meta::Path(path) => path.is_ident("test"),
                    // `any(test, …)`: built for tests of others too.
                    syn::Meta::List(list) => list.path.is_ident("any") && list.tokens.to_string().contains("test"),
                    syn::Meta::NameValue(_) => false,
                }))
    })
}

impl Module {
    fn import(&mut self, tree: &syn::UseTree, before: &[String], is_shown: bool) {
        let with = |name: &syn::Ident| before.iter().cloned().chain([name.to_string()]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(path) => self.import(&path.tree, &with(&path.ident), is_shown),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before, is_shown)),
            syn::UseTree::Glob(_) => {
                self.globs.push(before.to_vec());
                if !is_shown {
                    self.paths.push(before.to_vec());
                }
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = before.last() {
                    self.imports.insert(last.clone(), before.to_vec());
                }
                if !is_shown {
                    self.paths.push(before.to_vec());
                }
            }
            syn::UseTree::Name(name) => {
                self.imports.insert(name.ident.to_string(), with(&name.ident));
                if !is_shown {
                    self.paths.push(with(&name.ident));
                }
            }
            syn::UseTree::Rename(rename) => {
                self.imports.insert(rename.rename.to_string(), with(&rename.ident));
                if !is_shown {
                    self.paths.push(with(&rename.ident));
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let (name, attributes) = match item {
            syn::Item::Const(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Enum(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Fn(item) => (Some(&item.sig.ident), &item.attrs),
            syn::Item::Macro(item) => (item.ident.as_ref(), &item.attrs),
            syn::Item::Static(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Struct(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Trait(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Type(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Impl(item) => (None, &item.attrs),
            syn::Item::Mod(item) => (None, &item.attrs),
            syn::Item::Use(item) => {
                if !is_of_tests(&item.attrs) {
                    // What is shown on is no use of this file's own.
                    let is_shown = !matches!(item.vis, syn::Visibility::Inherited);
                    self.import(&item.tree, &[], is_shown);
                }
                return;
            }
            _ => return visit::visit_item(self, item),
        };
        if is_of_tests(attributes) {
            return;
        }
        self.items.extend(name.map(ToString::to_string));
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_of_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(super)` uses nothing.
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // What stands in `vec![…]`, `format!(…)` and the like is code of this file too.
        if let Ok(parts) = call.parse_body_with(Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated) {
            let mut inner = Module::default();
            for part in &parts {
                Visit::visit_expr(&mut inner, part);
            }
            self.paths.extend(inner.paths);
        }
        visit::visit_macro(self, call);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }
}
