//! Decided cases about agreements (decision step 6; cases 19, 20 and 73): what an agreement opens and to whom, and that any
//! missing part of it keeps a record shut. Who reads the agreements themselves is told in `register`.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use crate::cast::{BOARD, agenda, cast, hidden, knows, reads, sorted, texts};

crate::cases![
    case_19_a_partner_reads_what_an_agreement_opens_for_its_purpose,
    case_20_a_system_reads_no_closed_part_under_an_agreement_either,
    case_73_a_power_to_tell_the_police_does_not_let_the_police_tell,
    step_6_any_part_that_an_agreement_lacks_keeps_the_record_shut,
    step_6_what_is_ones_own_needs_no_agreement,
    step_6_opens_to_the_hat_worn_and_to_no_other,
    step_6_opens_nothing_that_an_earlier_step_hides,
    step_6_the_public_reads_no_such_record_whatever_its_purpose,
    step_6_is_asked_of_every_noun_and_told_by_every_count,
];

/// An agreement that opens operational records of the police to the prosecution until the end of 2026.
pub(crate) const SHARED: &str = "
agreements:
  - slug: shared
    title: Better cases
    status: ACTIVE
    from: 2025-01-01
    to: 2027-01-01
    review_due: 2026-06-01
    parties:
      - {organisation: mps, signed_on: 2024-12-01, signed_by: officer}
      - {organisation: cps, signed_on: 2024-12-02}
    purposes: [{code: better-cases, description: Better cases in court}]
    categories: [OPERATIONAL]
    gateways: [{act: Prosecution of Offences Act 1985, section: section 8, from: mps, to: cps}]
    lawful_basis: Part 3
    conditions: [Schedule 8, Another]
    retention: Seven years
    text: The words of it.
    dpia: A file
    source: Its cover
";

/// A meeting with one open section, and one of operational records of the police.
pub(crate) fn march(section: &str) -> String {
    let meeting = r#"
meetings:
  - slug: march
    board: board
    status: MINUTED
    held_on: 2022-03-07
    items:
      - {key: "1", number: "1", title: Cases, part: OPEN}
    minutes:
      - edition: 1
        status: PUBLISHED
        agreed_on: 2022-06-06
        sections:
          - {item: "1", part: OPEN, body: All of us.}
          - {item: "1", body: A live case., SECTION}
"#;
    meeting.replace("SECTION", section)
}

pub(crate) const OPEN: &str = "part: OPEN, marking: {category: OPERATIONAL, owner: mps}";
const CLOSED: &str = "part: CLOSED, closed_reason: paragraph 7, audience: [mps, cps],
             marking: {organisations: [mps, cps], category: OPERATIONAL, owner: mps}";

pub(crate) fn all_of_us() -> Option<Vec<String>> {
    Some(vec!["OPEN: All of us.".to_owned()])
}

pub(crate) fn and(second: &str) -> Option<Vec<String>> {
    Some(vec!["OPEN: All of us.".to_owned(), second.to_owned()])
}

/// What `checkAgreement` says of operational records, as somebody is told: whether they may pass, and what each
/// agreement lacks.
pub(crate) async fn check(who: &Asker<'_>, from: &str, to: &str) -> (bool, Vec<Value>) {
    let query = format!(
        r#"{{ checkAgreement(from: {{ slug: "{from}" }}, to: {{ slug: "{to}" }}, category: OPERATIONAL, purpose: "better-cases") {{
            allowed reasons {{ agreement {{ slug }} gateways {{ section }} missing message }}
        }} }}"#
    );
    let said = who.ask(&query).await["checkAgreement"].clone();
    (said["allowed"].as_bool().expect("yes or no"), said["reasons"].as_array().expect("reasons").clone())
}

async fn case_19_a_partner_reads_what_an_agreement_opens_for_its_purpose(db: Database) {
    let world = cast(&db, &[BOARD, &march(CLOSED), SHARED]).await;
    let prosecutor = || world.person("prosecutor");
    assert_eq!(reads(prosecutor().purpose("better-cases"), "march").await, and("CLOSED: A live case."));
    assert_eq!(reads(prosecutor(), "march").await, all_of_us(), "without a purpose nothing is shared");
    assert_eq!(reads(prosecutor().purpose("other-work"), "march").await, all_of_us());
    let (allowed, reasons) = check(&prosecutor(), "mps", "cps").await;
    assert!(allowed);
    let reason = json!({
        "agreement": { "slug": "shared" }, "gateways": [{ "section": "section 8" }], "missing": [],
        "message": "Better cases allows this, by section 8 of the Prosecution of Offences Act 1985.",
    });
    assert_eq!(reasons, [reason]);
    // The same of the demonstration, where the two share what they investigate again.
    let demo = db.demo().await;
    let fgm = "prg-fgm-investigations";
    assert!(knows(demo.person("cps-delegate").purpose("joint-improvement"), "programme", fgm).await);
    hidden(demo.person("cps-delegate"), "programme", fgm).await;
    hidden(demo.person("nhs-delegate").purpose("joint-improvement"), "programme", fgm).await;
}

async fn case_20_a_system_reads_no_closed_part_under_an_agreement_either(db: Database) {
    let world = cast(&db, &[BOARD, &march(CLOSED), SHARED]).await;
    for system in ["cps-system", "cps-cleared"] {
        let system = world.person(system).purpose("better-cases");
        assert_eq!(reads(system, "march").await, all_of_us());
    }
    // An open part it may read, under the agreement and for its purpose.
    let world = cast(&db, &[BOARD, &march(OPEN), SHARED]).await;
    assert_eq!(reads(world.person("cps-system").purpose("better-cases"), "march").await, and("OPEN: A live case."));
    assert_eq!(reads(world.person("cps-system"), "march").await, all_of_us());
}

async fn case_73_a_power_to_tell_the_police_does_not_let_the_police_tell(db: Database) {
    let only_115 = SHARED.replace("organisation: cps", "organisation: imkaan").replace(
        "{act: Prosecution of Offences Act 1985, section: section 8, from: mps, to: cps}",
        "{act: Crime and Disorder Act 1998, section: section 115, relevant_authority: true}",
    );
    let world = cast(&db, &[BOARD, &march(OPEN), &only_115]).await;
    let advocate = world.person("advocate").purpose("better-cases");
    assert_eq!(reads(advocate.clone(), "march").await, all_of_us());
    let (allowed, reasons) = check(&advocate, "mps", "imkaan").await;
    assert!(!allowed);
    assert_eq!((&reasons[0]["missing"], &reasons[0]["gateways"]), (&json!(["DIRECTION"]), &json!([])));
    let said = "Better cases does not allow this: no gateway of it is open in the direction from MPS to Imkaan.";
    assert_eq!(reasons[0]["message"], said);
    // The other way the same power is open: what the charity owns, the police read.
    assert!(check(&advocate, "imkaan", "mps").await.0);
    let world = cast(&db, &[BOARD, &march(&OPEN.replace("owner: mps", "owner: imkaan")), &only_115]).await;
    assert_eq!(reads(world.person("police").purpose("better-cases"), "march").await, and("OPEN: A live case."));
    assert_eq!(reads(world.person("police"), "march").await, all_of_us());
    // And in the demonstration.
    let demo = db.demo().await;
    let query = r#"{ checkAgreement(from: { slug: "mps" }, to: { slug: "imkaan" }, category: OPERATIONAL, purpose: "safeguarding") {
        allowed reasons { missing } } }"#;
    let said = demo.person("imkaan-delegate").ask(query).await;
    assert_eq!(said["checkAgreement"], json!({ "allowed": false, "reasons": [{ "missing": ["DIRECTION"] }] }));
}

async fn step_6_any_part_that_an_agreement_lacks_keeps_the_record_shut(db: Database) {
    let gateway = "{act: Prosecution of Offences Act 1985, section: section 8, from: mps, to: cps}";
    let whole = [
        ("to: 2027-01-01", "to: 2026-03-03"),
        ("from: 2025-01-01", "from: 2026-03-02"),
        ("    to: 2027-01-01\n", ""),
        ("review_due: 2026-06-01", "review_due: 2025-12-02"),
        ("    review_due: 2026-06-01\n", ""),
        ("signed_on: 2024-12-02", "signed_on: 2026-03-02"),
        (gateway, "{act: A, from: mps}"),
        (gateway, "{act: A, to: cps}"),
        (gateway, "{act: A}, {act: B, relevant_authority: true}"),
        ("[OPERATIONAL]", "[PERSONAL, OPERATIONAL]"),
    ];
    let lacking = [
        ("SIGNATURE", ", signed_on: 2024-12-01, signed_by: officer", ""),
        ("SIGNATURE", ", signed_on: 2024-12-02", ""),
        ("SIGNATURE", "signed_on: 2024-12-02", "signed_on: 2026-03-03"),
        ("STATUS", "ACTIVE", "DRAFT"),
        ("STATUS", "ACTIVE", "IN_REVIEW"),
        ("STATUS", "ACTIVE", "SIGNED"),
        ("STATUS", "ACTIVE", "SUSPENDED"),
        ("STATUS", "ACTIVE", "EXPIRED"),
        ("STATUS", "ACTIVE", "TERMINATED"),
        ("DATES", "from: 2025-01-01", "from: 2026-03-03"),
        ("DATES", "to: 2027-01-01", "to: 2026-03-02"),
        ("REVIEW", "review_due: 2026-06-01", "review_due: 2025-12-01"),
        ("CATEGORY", "[OPERATIONAL]", "[PERSONAL, SPECIAL_CATEGORY, GOVERNANCE]"),
        ("PURPOSE", "code: better-cases", "code: worse-cases"),
        ("DIRECTION", "from: mps, to: cps}", "from: cps, to: mps}"),
        ("DIRECTION", ", from: mps, to: cps}", ", relevant_authority: true}"),
        ("DIRECTION", gateway, ""),
    ];
    let told = async |agreement: &str| {
        let world = cast(&db, &[BOARD, &march(OPEN), agreement]).await;
        let prosecutor = world.person("prosecutor").purpose("better-cases");
        (reads(prosecutor.clone(), "march").await, check(&prosecutor, "mps", "cps").await)
    };
    for (old, new) in whole {
        assert!(SHARED.contains(old), "{old}");
        let (read, (allowed, _)) = told(&SHARED.replace(old, new)).await;
        assert_eq!((read, allowed), (and("OPEN: A live case."), true), "{new}");
    }
    for (part, old, new) in lacking {
        assert!(SHARED.contains(old), "{old}");
        let (read, (allowed, reasons)) = told(&SHARED.replace(old, new)).await;
        assert_eq!((read, allowed), (all_of_us(), false), "{part}: {new}");
        assert_eq!(reasons[0]["missing"], json!([part]), "{new}");
    }
    // No agreement at all, and one of two others.
    let none = json!([{
        "agreement": null, "gateways": [], "missing": [],
        "message": "No agreement whose terms you may read has both organisations as parties.",
    }]);
    let others = SHARED.replace("organisation: mps", "organisation: nhs").replace("from: mps", "from: nhs");
    for agreement in ["", &others] {
        let (read, (allowed, reasons)) = told(agreement).await;
        assert_eq!((read, allowed, json!(reasons)), (all_of_us(), false, none.clone()));
    }
}

async fn step_6_what_is_ones_own_needs_no_agreement(db: Database) {
    let world = cast(&db, &[BOARD, &march(OPEN)]).await;
    for owner in ["police", "officer", "mps-system"] {
        assert_eq!(reads(world.person(owner), "march").await, and("OPEN: A live case."), "{owner}");
    }
    for other in ["prosecutor", "nurse", "chair", "secretary", "public"] {
        assert_eq!(reads(world.anybody(other), "march").await, all_of_us(), "{other}: no office inherits it");
    }
    // What needs no agreement is read as before.
    for category in ["GOVERNANCE", "COMMERCIAL", "STATISTICAL"] {
        let world = cast(&db, &[BOARD, &march(&OPEN.replace("OPERATIONAL", category))]).await;
        assert_eq!(reads(world.public(), "march").await, and("OPEN: A live case."), "{category}");
    }
    for category in ["PERSONAL", "SPECIAL_CATEGORY"] {
        let world = cast(&db, &[BOARD, &march(&OPEN.replace("OPERATIONAL", category))]).await;
        assert_eq!(reads(world.public(), "march").await, all_of_us(), "{category}");
        assert_eq!(reads(world.person("police"), "march").await, and("OPEN: A live case."), "{category}");
    }
}

async fn step_6_opens_to_the_hat_worn_and_to_no_other(db: Database) {
    let member = "      - {person: two-hats, role: MEMBER, from: 2020-01-01, basis: APPOINTED}\n";
    let world = cast(&db, &[BOARD, member, &march(OPEN), SHARED]).await;
    let wearing = |hat: &str| world.person("two-hats").purpose("better-cases").wearing(hat);
    assert_eq!(reads(wearing("cps"), "march").await, and("OPEN: A live case."));
    assert_eq!(reads(wearing("nhs"), "march").await, all_of_us());
    for other in ["nurse", "chair", "secretary", "councillor"] {
        let other = world.person(other).purpose("better-cases");
        assert_eq!(reads(other, "march").await, all_of_us());
    }
}

async fn step_6_opens_nothing_that_an_earlier_step_hides(db: Database) {
    let purposeful = async |world: &World, who: &str| reads(world.person(who).purpose("better-cases"), "march").await;
    // Handling: the marking names others.
    let narrowed = OPEN.replace("{category", "{organisations: [mps, nhs], category");
    let world = cast(&db, &[BOARD, &march(&narrowed), SHARED]).await;
    assert_eq!(purposeful(&world, "prosecutor").await, all_of_us());
    // State: a draft is the secretariat's, and it has no agreement.
    let draft = march(OPEN).replace("PUBLISHED", "DRAFT");
    let world = cast(&db, &[BOARD, &draft, SHARED]).await;
    for who in ["prosecutor", "secretary"] {
        let read = if who == "secretary" { all_of_us() } else { None };
        assert_eq!(purposeful(&world, who).await, read, "{who}");
    }
    // Relationship: the clerk is of the CPS and not of the board.
    let circulated = march(OPEN).replace("PUBLISHED", "CIRCULATED");
    let world = cast(&db, &[BOARD, &circulated, SHARED]).await;
    assert_eq!(purposeful(&world, "prosecutor").await, and("OPEN: A live case."));
    assert_eq!(purposeful(&world, "clerk").await, None);
    // Audience: what the agreement lets through is still the stub that it was, and without it not even that.
    let closed = "part: CLOSED, closed_reason: x, audience: [mps, nhs], marking: {category: OPERATIONAL, owner: mps}";
    let world = cast(&db, &[BOARD, &march(closed), SHARED]).await;
    assert_eq!(purposeful(&world, "prosecutor").await, and("CLOSED stub"));
    assert_eq!(reads(world.person("prosecutor"), "march").await, all_of_us());
    // The nurse is among the audience, and her organisation is no party.
    assert_eq!(purposeful(&world, "nurse").await, all_of_us());
}

async fn step_6_the_public_reads_no_such_record_whatever_its_purpose(db: Database) {
    let world = cast(&db, &[BOARD, &march(OPEN), SHARED]).await;
    assert_eq!(reads(world.public(), "march").await, all_of_us());
    assert_eq!(reads(world.public().purpose("better-cases"), "march").await, all_of_us());
    assert_eq!(reads(world.person("administrator").purpose("better-cases"), "march").await, None);
}

/// Records of every noun that carries a marking, each of them operational and the police's.
const NOUNS: &str = r#"
  - {slug: other, name: Other, kind: FORUM, status: ACTIVE, MARKED}
meetings:
  - slug: plain
    board: board
    status: MINUTED
    held_on: 2022-03-07
    items:
      - {key: "1", number: "1", title: Plain, part: OPEN}
      - {key: R1, number: R1, title: Marked, part: OPEN, MARKED}
    minutes:
      - {edition: 1, status: AGREED, sections: [{item: "1", part: OPEN, body: Plain.}, {item: R1, part: OPEN, body: Marked.}]}
      - {edition: 2, status: AGREED, sections: [{item: "1", part: OPEN, body: Again.}], MARKED}
  - {slug: marked, board: board, status: HELD, held_on: 2022-04-07, MARKED}
actions:
  - {slug: plain, board: board, description: A, raised: RECORDED, status: OPEN, owners: [{organisation: cps}]}
  - slug: marked
    board: board
    description: B
    raised: RECORDED
    status: OPEN
    owners: [{organisation: cps}]
    updates: [{by_organisation: cps, text: Begun.}]
    MARKED
programmes:
  - {slug: plain, name: A, kind: PILOT, status: LIVE, announced: true, board: board, updates: [{text: Told., MARKED}]}
  - {slug: marked, name: B, kind: PILOT, status: LIVE, announced: true, board: board, partners: [cps], summary: S, MARKED}
grants:
  - {slug: marked, programme: plain, funder: mps, recipient: cps, status: AWARDED, announced: true, MARKED}
"#;

async fn step_6_is_asked_of_every_noun_and_told_by_every_count(db: Database) {
    let nouns = NOUNS.replace("MARKED", "marking: {category: OPERATIONAL, owner: mps}");
    // The board of the test's own goes into the list of boards, before the members of the common one.
    let (before, own) = BOARD.split_once("  - slug: board\n").expect("the board");
    let (other, rest) = nouns.trim_start().split_once("\nmeetings:").expect("meetings");
    let boards = format!("{before}  {other}\n  - slug: board\n{own}");
    let world = cast(&db, &[&boards, &format!("meetings:{rest}"), SHARED]).await;
    let query = r#"{
        boards { totalCount nodes { slug } }
        meetings { totalCount nodes { slug } }
        actions { totalCount nodes { slug updates { totalCount } } }
        programmes { totalCount nodes { slug updates { totalCount } } }
        grant(by: { slug: "marked" }) { slug }
        meeting(by: { slug: "plain" }) { editions { totalCount } }
        board(by: { slug: "board" }) { actions { totalCount } programmes { totalCount } meetings { totalCount } }
        organisation(by: { slug: "cps" }) { actions { totalCount } programmes { totalCount } }
        changes(first: 100) { nodes { recordKind } }
    }"#;
    let purposeful = world.person("prosecutor").purpose("better-cases");
    let (shut, open) = (world.person("prosecutor").ask(query).await, purposeful.ask(query).await);
    let own = world.person("police").ask(query).await;
    assert_eq!(open["actions"], own["actions"], "an agreement opens what its owner reads");
    for (list, slugs) in [("boards", "other"), ("meetings", "marked"), ("actions", "marked"), ("programmes", "marked")]
    {
        for (data, there) in [(&shut, false), (&open, true), (&own, true)] {
            let known = sorted(&data[list]["nodes"], "/slug");
            assert_eq!(known.iter().any(|slug| slug == slugs), there, "{list}: {known:?}");
            assert_eq!(data[list]["totalCount"], known.len(), "{list}");
        }
    }
    let counts = |data: &Value| {
        let of = |pointer: &str| data.pointer(pointer).cloned().unwrap_or_else(|| panic!("{pointer}"));
        let kinds = texts(&data["changes"]["nodes"], "/recordKind");
        let fed = ["BOARD", "MEETING", "MINUTES", "ACTION", "ACTION_UPDATE", "PROGRAMME"]
            .map(|kind| kinds.iter().filter(|one| *one == kind).count());
        json!([
            data["grant"].is_object(),
            of("/meeting/editions/totalCount"),
            of("/board/actions/totalCount"),
            of("/board/programmes/totalCount"),
            of("/board/meetings/totalCount"),
            of("/organisation/actions/totalCount"),
            of("/organisation/programmes/totalCount"),
            fed,
        ])
    };
    assert_eq!(counts(&shut), json!([false, 1, 1, 1, 1, 1, 0, [1, 1, 1, 1, 0, 1]]));
    assert_eq!(counts(&open), json!([true, 2, 2, 2, 2, 2, 1, [2, 2, 2, 2, 1, 2]]));
    assert_eq!(agenda(world.person("prosecutor"), "plain").await, ["1"]);
    assert_eq!(agenda(purposeful.clone(), "plain").await, ["1", "R1"]);
    let told = r#"{ programme(by: { slug: "plain" }) { updates { nodes { text } } } }"#;
    assert_eq!(world.person("prosecutor").ask(told).await["programme"]["updates"]["nodes"], json!([]));
    assert_eq!(purposeful.ask(told).await["programme"]["updates"]["nodes"], json!([{ "text": "Told." }]));
    for noun in ["meeting", "action", "programme", "grant"] {
        hidden(world.person("prosecutor"), noun, "marked").await;
        assert!(knows(purposeful.clone(), noun, "marked").await, "{noun}");
    }
}
