//! A record with many equals, gaps and odd names, for lists to be walked through.

use std::fmt::Write as _;

/// Names that collations disagree about: accents, capitals, digits, punctuation, and three people of one name.
pub(crate) const NAMES: [&str; 16] = [
    "aaron",
    "Aaron",
    "Zoe",
    "Zoë",
    "zoe",
    "Ångström",
    "angstrom",
    "Ørsted",
    "Straße",
    "Strasse",
    "李明",
    "O'Neill",
    "_ann",
    "Same Name",
    "Same Name",
    "Same Name",
];

/// One board with a long record: days and due dates that many share and some lack, and names of every sort.
pub(crate) fn record() -> String {
    let mut file = String::from("areas:\n  - {slug: shire, name: Shire, kind: REGION}\n");
    let (mut people, mut members, mut attendance) = (String::new(), String::new(), String::new());
    let (mut boards, mut programmes, mut meetings, mut actions) =
        (String::new(), String::new(), String::new(), String::new());
    let (mut organisations, mut papers, mut agreements) = (String::new(), String::new(), String::new());
    for (n, name) in NAMES.iter().enumerate() {
        let status = ["PRESENT", "APOLOGIES"][n % 2];
        let _ = writeln!(people, "  - {{slug: p-{n}, name: \"{name}\"}}");
        let _ = writeln!(
            members,
            "      - {{person: p-{n}, role: MEMBER, from: 2020-0{}-01, basis: APPOINTED}}",
            1 + n % 3
        );
        let _ = writeln!(attendance, "      - {{person: p-{n}, status: {status}, capacity: MEMBER}}");
        let _ = writeln!(boards, "  - {{slug: b-{n}, name: \"{name}\", kind: FORUM, status: ACTIVE, parent: board}}");
        let _ = writeln!(organisations, "  - {{slug: o-{n}, name: \"{name}\", sector: VOLUNTARY}}");
        // Twice for the same meeting: a paper is in its list once all the same.
        let round = ", circulations: [{board: board, meeting: m-0, purpose: FOR_COMMENT, sent_at: '2024-12-01T10:00:00Z'}, {board: board, meeting: m-0, purpose: FOR_DECISION, sent_at: '2024-12-08T10:00:00.5Z'}]";
        let sent = ["", round][n % 2];
        let dated = ["", ", dated: 2026", ", dated: 2026-03", ", dated: 2026-03-31"][n % 4];
        let _ = writeln!(
            papers,
            "  - {{slug: d-{n}, title: \"{name}\", kind: REPORT, status: PUBLISHED, board: board, versions: [{}]{sent}{dated}}}",
            versions(n)
        );
        let parties = "parties: [{organisation: o-0}, {organisation: o-1}]";
        let _ = writeln!(agreements, "  - {{slug: i-{n}, title: \"{name}\", status: SIGNED, {parties}}}");
        let ends = ["", ", ends: 2026", ", ends: 2026-03", ", ends: 2026-03-31"][n % 4];
        let _ = writeln!(
            programmes,
            "  - {{slug: g-{n}, name: \"{name}\", kind: SERVICE, status: LIVE, announced: true, board: board{ends}}}"
        );
    }
    for n in 0..11 {
        let held = ["", ", held_on: 2024", ", held_on: 2024-12-31", ", held_on: 2025-02"][n % 4];
        if n > 0 {
            let _ =
                writeln!(meetings, "  - {{slug: m-{n}, board: board, status: HELD{held}, attendance: [{}]}}", three(n));
        }
        let due = ["", ", due: 2026-01", ", due: 2026-01-31", ", due: 2025"][n % 4];
        let _ = writeln!(
            actions,
            "  - {{slug: a-{n}, board: board, description: To do {n}, raised: RECORDED, status: OPEN, owners: [{{organisation: o-1}}, {{organisation: o-0}}]{due}}}"
        );
    }
    let _ = write!(
        file,
        "organisations:\n{organisations}people:\n{people}  - {{slug: clerk, name: Clerk}}
accounts:
  - {{slug: clerk, name: Clerk, kind: PERSON, person: clerk}}
boards:\n{boards}
  - slug: board
    name: Board
    kind: BOARD
    status: ACTIVE
    members:
      - {{person: clerk, role: SECRETARIAT, from: 2020-01-01, basis: APPOINTED}}
{members}
meetings:
  - slug: m-0
    board: board
    status: HELD
    held_on: 2024-12-31
    attendance:\n{attendance}{meetings}
actions:\n{actions}programmes:\n{programmes}papers:\n{papers}agreements:\n{agreements}"
    );
    file
}

/// Three who came to a meeting.
fn three(n: usize) -> String {
    let who = |k: usize| format!("{{person: p-{}, status: PRESENT, capacity: MEMBER}}", (n + k) % NAMES.len());
    [who(0), who(1), who(2)].join(", ")
}

/// So many versions of a paper.
fn versions(n: usize) -> String {
    let hash = "0".repeat(64);
    let version =
        |number| format!("{{number: {number}, file: f, media_type: text/plain, bytes: 1, sha256: '{hash}'}}, ");
    (1..=n).map(version).collect()
}
