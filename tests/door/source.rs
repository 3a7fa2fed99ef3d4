//! Source files as the door's tests read them: without comments and without the tests inside them.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// One Rust file.
pub(super) struct Source {
    /// From the top of the repository.
    pub(super) path: String,
    /// As it is.
    pub(super) text: String,
    /// Without comments and tests.
    pub(super) code: String,
}

/// The Rust files of a folder and its folders, without those that hold tests.
pub(super) fn sources(folder: &str) -> Vec<Source> {
    all(folder).into_iter().filter(|s| !s.path.ends_with("/tests.rs") && !s.path.contains("/tests/")).collect()
}

/// All Rust files of a folder and its folders, by path.
pub(super) fn all(folder: &str) -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    walk(&top.join(folder), &mut files);
    let mut sources: Vec<Source> = files
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file).expect("a source file");
            let path = file.strip_prefix(&top).expect("below the top").to_string_lossy().replace('\\', "/");
            Source { path, code: code(&text), text }
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|cause| panic!("{}: {cause}", folder.display()));
    for path in entries.map(|entry| entry.expect("a file").path()) {
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}

/// Source text up to the tests in it, without its comments. Addresses keep their two slashes.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let uncommented = |line: &str| {
        let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':')).map(|(at, _)| at);
        line[..comment.unwrap_or(line.len())].trim_end().to_owned()
    };
    text.lines().map(uncommented).filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

impl Source {
    /// The room of the program that the file belongs to.
    pub(super) fn room(&self) -> &str {
        let below = self.path.trim_start_matches("api/src/");
        below.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Whether the code says a word, not as part of a longer one.
    pub(super) fn says(&self, word: &str) -> bool {
        let part = |c: char| c.is_alphanumeric() || c == '_';
        self.code.match_indices(word).any(|(at, _)| {
            let (before, after) = (self.code[..at].chars().next_back(), self.code[at + word.len()..].chars().next());
            let starts = !word.starts_with(part) || !before.is_some_and(part);
            starts && (!word.ends_with(part) || !after.is_some_and(part))
        })
    }

    /// The rooms that the file names: what follows `crate::`, one by one or in braces.
    pub(super) fn rooms(&self) -> BTreeSet<String> {
        let mut rooms = BTreeSet::new();
        for (at, _) in self.code.match_indices("crate::").filter(|(at, _)| !self.code[..*at].ends_with('$')) {
            let rest = &self.code[at + "crate::".len()..];
            let mut depth = 0_usize;
            let end = rest.find(|c: char| {
                depth += usize::from(c == '{');
                depth = depth.saturating_sub(usize::from(c == '}'));
                depth == 0 && !(c.is_alphanumeric() || c == '_' || c == '}')
            });
            let named = &rest[..end.unwrap_or(rest.len())];
            match named.strip_prefix('{') {
                None => drop(rooms.insert(named.to_owned())),
                Some(list) => rooms.extend(top_level(list)),
            }
        }
        rooms
    }
}

/// The first names of a list in braces, without what stands in deeper ones.
fn top_level(list: &str) -> BTreeSet<String> {
    let (mut depth, mut names, mut name) = (0_usize, BTreeSet::new(), String::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                names.insert(std::mem::take(&mut name));
            }
            _ if depth == 0 => name.push(c),
            _ => {}
        }
    }
    names.insert(name);
    let first = |name: &String| name.trim().split("::").next().unwrap_or_default().to_owned();
    names.iter().map(first).filter(|name| !name.is_empty()).collect()
}
