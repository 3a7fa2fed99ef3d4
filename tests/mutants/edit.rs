//! Where the policy can be changed, and the text with every change in it.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// One change of the policy.
pub(crate) struct Mutant {
    pub(crate) number: u32,
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) what: &'static str,
    /// The text that is changed, on one line.
    pub(crate) text: String,
}

/// Comparisons and demands that are changed where they stand: `a.eq(b)` becomes `a.m_eq(N, b)`.
const CALLS: [(&str, &str); 14] = [
    ("eq", "not equal"),
    ("ne", "equal"),
    ("lt", "or equal"),
    ("lte", "not equal to the bound"),
    ("gt", "or equal"),
    ("gte", "not equal to the bound"),
    ("is_null", "not null"),
    ("is_not_null", "null"),
    ("is_in", "without the first"),
    ("is_not_in", "without the first"),
    ("add", "not added"),
    ("not", "not negated"),
    ("and_where", "not demanded"),
    ("cond_where", "not demanded"),
];

/// Rows that are kept for one kind of viewer.
const KEPT_FOR: [&str; 3] = ["to_people", "to_systems", "to_leads"];
/// Sets of boards on which the viewer is something in particular: changed to those on which they are anything.
const BOARDS: [&str; 3] = ["STAFFED_BOARDS", "SEATED_BOARDS", "SECRETARIATS"];

/// The text of one file with every change in it, each asleep until its number is called.
pub(crate) struct Edit<'a> {
    file: &'a str,
    text: &'a str,
    /// What is put where.
    put: Vec<(usize, String)>,
    mutants: &'a mut Vec<Mutant>,
}

impl<'a> Edit<'a> {
    pub(crate) fn all(file: &'a str, text: &'a str, mutants: &'a mut Vec<Mutant>) -> String {
        let tokens: TokenStream = text.parse().expect("the policy is Rust");
        let mut edit = Self { file, text, put: Vec::new(), mutants };
        edit.walk(tokens);
        edit.done()
    }

    fn done(mut self) -> String {
        self.put.sort_by_key(|(at, _)| *at);
        let (mut out, mut from) = (String::new(), 0);
        for (at, put) in &self.put {
            out.push_str(&self.text[from..*at]);
            out.push_str(put);
            from = *at;
        }
        out + &self.text[from..]
    }

    fn mutant(&mut self, at: Range<usize>, what: &'static str) -> u32 {
        let number = u32::try_from(self.mutants.len()).expect("fewer changes than that");
        let text = self.text[at.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        let line = self.text[..at.start].matches('\n').count() + 1;
        self.mutants.push(Mutant { number, file: self.file.to_owned(), line, what, text });
        number
    }

    /// Puts a call round these tokens.
    fn wrap(&mut self, tokens: &[TokenTree], call: &str, what: &'static str) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        let at = first.span().byte_range().start..last.span().byte_range().end;
        let number = self.mutant(at.clone(), what);
        self.put.push((at.start, format!("crate::mutant::{call}({number}, ")));
        self.put.push((at.end, ")".to_owned()));
    }

    fn walk(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (i, token) in tokens.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|i| tokens.get(i));
            match token {
                TokenTree::Ident(word) if word == "if" => self.guard(&tokens[i + 1..]),
                TokenTree::Ident(word) if BOARDS.contains(&word.to_string().as_str()) => {
                    let asked = tokens.get(i + 2).is_some_and(|after| after.to_string() == "has");
                    if asked {
                        let at = token.span().byte_range();
                        let number = self.mutant(at.clone(), "any role on the board");
                        self.put.push((at.end, format!(".m_wider({number})")));
                    }
                }
                TokenTree::Ident(word) => {
                    if let Some(TokenTree::Group(group)) = tokens.get(i + 1)
                        && group.delimiter() == Delimiter::Parenthesis
                    {
                        let named = before.is_some_and(|before| ["fn", "."].contains(&before.to_string().as_str()));
                        let method = before.is_some_and(|before| before.to_string() == ".");
                        self.call(&word.to_string(), group, method, named && !method, token);
                    }
                }
                TokenTree::Group(group) => self.walk(group.stream()),
                _ => {}
            }
        }
    }

    fn call(&mut self, word: &str, group: &Group, method: bool, definition: bool, at: &TokenTree) {
        let arguments = split(group.stream());
        match word {
            _ if definition => {}
            "all" | "any" if !method => {
                if let [only] = arguments.as_slice()
                    && let [TokenTree::Group(list)] = only.as_slice()
                {
                    let (call, what) = if word == "all" { ("kept", "dropped") } else { ("open", "dropped") };
                    for element in split(list.stream()) {
                        self.wrap(&element, call, what);
                    }
                }
            }
            "way" | "stub" if !method => {
                if let Some(rows) = arguments.get(2) {
                    self.wrap(rows, "open", "way dropped");
                }
            }
            word if !method && KEPT_FOR.contains(&word) => {
                let (name, arguments) = (at.span().byte_range(), group.span().byte_range());
                let number = self.mutant(name.start..arguments.end, "for every viewer");
                self.put.push((name.start, format!("crate::mutant::everybody({number}, ")));
                self.put.push((name.end, ")".to_owned()));
            }
            "my_hat" if !method => {
                let (name, arguments) = (at.span().byte_range(), group.span().byte_range());
                let number = self.mutant(name.start..arguments.end, "for systems too");
                self.put.push((name.start, format!("crate::mutant::either({number}, crate::policy::pieces::us, ")));
                self.put.push((name.end, ")".to_owned()));
            }
            "provided" if method => {
                if let Some(rows) = arguments.first() {
                    self.wrap(rows, "kept", "dropped");
                }
            }
            _ if method => {
                let Some((_, what)) = CALLS.iter().find(|(call, _)| *call == word) else { return };
                let (name, arguments) = (at.span().byte_range(), group.span().byte_range());
                let number = self.mutant(name.start..arguments.end, what);
                self.put.push((name.start, "m_".to_owned()));
                self.put.push((arguments.start + 1, format!("{number}, ")));
            }
            _ => {}
        }
    }

    /// The condition between `if` and its block.
    fn guard(&mut self, after: &[TokenTree]) {
        let end = after.iter().position(|token| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            token => ["=", ";"].contains(&token.to_string().as_str()),
        });
        if let Some(end) = end
            && matches!(after.get(end), Some(TokenTree::Group(_)))
        {
            self.wrap(&after[..end], "taken", "branch never taken");
        }
    }
}

/// The tokens between commas.
fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',') {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
