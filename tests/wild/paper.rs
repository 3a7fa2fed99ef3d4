//! Worlds by chance: papers, whom they are sent to, and what is said of them and of minutes.

use super::{
    make::{COMING, Maker, PAST},
    record::{Author, Circulation, Comment, Embargo, Instant, Name, Paper, Place, Share, Version, Word},
};

const STATUS: [Word; 11] = [
    "DRAFT",
    "DRAFT",
    "CIRCULATED",
    "CIRCULATED",
    "CIRCULATED",
    "FINAL",
    "FINAL",
    "PUBLISHED",
    "PUBLISHED",
    "SUPERSEDED",
    "WITHDRAWN",
];
const PURPOSE: [Word; 4] = ["FOR_COMMENT", "FOR_INFORMATION", "FOR_INFORMATION", "FOR_DECISION"];
/// The instants about now: a rule about instants is wrong by a second if it is wrong.
const ABOUT: [&str; 3] = ["2026-03-02T09:59:59Z", super::make::NOW, "2026-03-02T10:00:01Z"];

impl Maker {
    /// An instant, so many times in a hundred of the past.
    fn instant(&mut self, percent: usize) -> Instant {
        if self.dice.often(20) {
            return self.dice.one(&ABOUT).to_owned();
        }
        let day = if self.dice.often(percent) { self.dice.one(&PAST) } else { self.dice.one(&COMING[1..]) };
        format!("{day}T{:02}:00:00Z", self.dice.between(8, 17))
    }

    pub(super) fn papers(&mut self) {
        let boards = self.boards_made();
        let bodies = self.bodies.clone();
        let names = self.names.clone();
        for n in 0..self.dice.between(7, 9) {
            let slug = format!("d{n}");
            let board = self.dice.maybe(85, &boards);
            let status = self.dice.one(&STATUS);
            let embargo = self.dice.often(22).then(|| Embargo {
                until: self.dice.often(75).then(|| self.instant(50)),
                recipients: self.dice.some(2, &names),
            });
            let items = self.places(board.as_ref());
            let circulations = if status == "DRAFT" { Vec::new() } else { self.circulations(board.as_ref(), &items) };
            let paper = Paper {
                title: format!("Title of {slug}"),
                kind: "REPORT",
                status,
                owner: self.dice.maybe(50, &bodies),
                on_request: board.is_some() && self.dice.often(30),
                embargo,
                marking: self.marking(12),
                summary: Some(format!("Summary of {slug}")),
                authors: self.authors(2),
                items,
                versions: self.versions(&slug),
                circulations,
                grants: self.shares(&slug),
                comments: self.said(&slug, 0),
                board,
                slug,
            };
            self.record.papers.push(paper);
        }
    }

    /// Persons and organisations, and persons for organisations.
    fn authors(&mut self, most: usize) -> Vec<Author> {
        let mut authors = Vec::new();
        for _ in 0..self.dice.between(0, most) {
            let mut author = Author::default();
            let kind = self.dice.below(3);
            if kind != 1 {
                author.person = Some(self.dice.one(&self.names));
            }
            if kind != 0 {
                author.organisation = Some(self.dice.one(&self.bodies));
            }
            authors.push(author);
        }
        authors
    }

    /// Items under which a paper lies, mostly of its board.
    fn places(&mut self, board: Option<&Name>) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        if !self.dice.often(45) {
            return places;
        }
        let own = self.record.meetings.iter().filter(|meeting| board.is_none_or(|board| *board == meeting.board));
        let own: Vec<_> = own.cloned().collect();
        for _ in 0..self.dice.between(1, 2) {
            let meeting = if self.dice.often(85) { self.dice.one(&own) } else { self.dice.one(&self.record.meetings) };
            let item = self.dice.one(&meeting.items).key;
            if !places.iter().any(|other| other.meeting == meeting.slug && other.item == item) {
                places.push(Place { meeting: meeting.slug, item });
            }
        }
        places
    }

    fn versions(&mut self, of: &str) -> Vec<Version> {
        let version = |number| Version {
            number,
            file: format!("{of}-{number}.pdf"),
            media_type: "application/pdf".to_owned(),
            sha256: "0".repeat(64),
            bytes: 9,
        };
        (1..=self.dice.between(0, 2)).map(|number| version(i32::try_from(number).unwrap_or(1))).collect()
    }

    fn circulations(&mut self, board: Option<&Name>, items: &[Place]) -> Vec<Circulation> {
        let mut sent: Vec<Circulation> = Vec::new();
        for _ in 0..self.dice.between(0, 3) {
            let near = board.filter(|_| self.dice.often(75)).cloned();
            let board = near.unwrap_or_else(|| self.dice.one(&self.record.boards).slug);
            let mut meetings: Vec<Name> = items.iter().map(|place| place.meeting.clone()).collect();
            meetings.retain(|meeting| self.record.meeting(meeting).board == board);
            if meetings.is_empty() || self.dice.often(30) {
                let own = self.record.meetings.iter().filter(|meeting| meeting.board == board);
                meetings = own.map(|meeting| meeting.slug.clone()).collect();
            }
            let meeting = self.dice.maybe(60, &meetings);
            let sent_at = self.instant(90);
            if sent.iter().any(|other| other.sent_at == sent_at) {
                continue;
            }
            let mut recipients: Vec<Author> = Vec::new();
            if self.dice.often(45) {
                let (names, bodies) = (self.names.clone(), self.bodies.clone());
                let person = |person| Author { person: Some(person), organisation: None };
                recipients.extend(self.dice.some(3, &names).into_iter().map(person));
                let body = |organisation| Author { person: None, organisation: Some(organisation) };
                recipients.extend(self.dice.some(2, &bodies).into_iter().map(body));
            }
            sent.push(Circulation { board, meeting, purpose: self.dice.one(&PURPOSE), sent_at, recipients });
        }
        sent
    }

    fn shares(&mut self, of: &str) -> Vec<Share> {
        let mut shares = Vec::new();
        for n in 0..self.dice.between(0, 2) {
            let (from, to) = (self.instant(85), self.instant(25));
            if from >= to {
                continue;
            }
            let by = self.dice.one(&self.names);
            let mut share = Share { from, to, by, reason: format!("Share {n} of {of}"), ..Share::default() };
            share.ended_at = self.dice.often(20).then(|| self.instant(60));
            if self.dice.often(70) {
                share.person = Some(self.dice.one(&self.names));
            } else {
                share.organisation = Some(self.dice.one(&self.bodies));
            }
            shares.push(share);
        }
        shares
    }

    /// What is said of something, or of one of so many sections of it.
    pub(super) fn said(&mut self, of: &str, sections: usize) -> Vec<Comment> {
        let mut said = Vec::new();
        for n in 0..self.dice.between(0, 3) {
            let (hour, minute) = (self.comments / 60 % 24, self.comments % 60);
            self.comments += 1;
            said.push(Comment {
                author: self.dice.one(&self.names),
                organisation: self.dice.maybe(60, &self.bodies),
                section: (sections > 0 && self.dice.often(65)).then(|| self.dice.between(1, sections)),
                at: format!("2026-02-2{n}T{hour:02}:{minute:02}:00Z"),
                shared: self.dice.often(60),
                body: format!("Comment {n} on {of}"),
            });
        }
        said
    }
}
