//! Minutes: whom a section is for, what stays when somebody rewrites them, and when they are agreed.

use roundtable_tests::{Asker, Database, World};
use serde_json::{Value, json};

use super::{does, done, meeting, meetings::refusal, minutes, states, step};
use crate::{
    cast::texts,
    deed::on,
    feed::TABLE,
    steps::{id, turned},
};

crate::cases![
    sections_say_whom_they_are_for_and_are_no_wider_than_their_item,
    who_rewrites_minutes_loses_nothing_that_they_do_not_read,
    minutes_are_agreed_at_a_later_meeting_or_once_comments_are_over,
    what_was_withdrawn_is_corrected_and_published_without_what_was_wrong,
    an_edition_whose_place_another_has_taken_moves_no_more,
    what_is_written_is_found,
    what_another_wrote_for_its_recipients_is_not_theirs_to_open,
    an_edition_that_the_writer_may_not_know_of_keeps_its_number,
    a_section_that_somebody_commented_on_is_not_taken_out,
];

async fn sections_say_whom_they_are_for_and_are_no_wider_than_their_item(db: Database) {
    let file = TABLE.replacen(
        "meetings:\n",
        "meetings:
  - slug: february
    board: table
    status: HELD
    held_on: 2026-02-09
    items:
      - {key: '1', number: '1', title: Lamps, part: OPEN}
      - {key: c1, number: C1, title: Tender, part: CLOSED, closed_reason: paragraph 3}
      - {key: c2, number: C2, title: Cells, part: CLOSED, closed_reason: paragraph 7, audience: [police]}
",
        1,
    );
    let world = db.world(&file).await;
    let secretary = world.person("secretary");
    let february = meeting(&world, "february").await;
    let query = r#"{ meeting(by: { slug: "february" }) { agendaItems { nodes { id } } }
        other: meeting(by: { slug: "table-2026-01" }) { agendaItems { nodes { id } } } }"#;
    let items = secretary.ask(query).await;
    let item = |n: usize| items["meeting"]["agendaItems"]["nodes"][n]["id"].clone();
    let other = items["other"]["agendaItems"]["nodes"][0]["id"].clone();
    let (officer, police) = (id(&world, "person", "p-officer").await, id(&world, "organisation", "police").await);
    let refuge = id(&world, "organisation", "shelter").await;
    let draft = async |sections: Value| {
        does(&secretary, "draftMinutes", json!({ "meeting": february["id"], "sections": sections })).await
    };
    for (section, field) in [
        (json!({ "part": "OPEN", "body": " " }), "body"),
        (json!({ "part": "OPEN", "body": "A", "closedReason": "paragraph 3" }), "closedReason"),
        (json!({ "part": "CLOSED", "body": "A" }), "closedReason"),
        (json!({ "part": "RESTRICTED", "body": "A", "closedReason": "paragraph 1" }), "recipients"),
        (json!({ "part": "CLOSED", "body": "A", "closedReason": "B", "recipients": [officer] }), "recipients"),
        (json!({ "part": "OPEN", "body": "A", "audience": [police] }), "audience"),
        (json!({ "part": "CLOSED", "body": "A", "closedReason": "B", "laterMembers": true }), "laterMembers"),
        (json!({ "part": "OPEN", "body": "A", "item": item(1) }), "part"),
        (
            json!({ "part": "CLOSED", "body": "A", "closedReason": "B", "item": item(2), "audience": [police, refuge] }),
            "audience.1",
        ),
        (
            json!({ "part": "CLOSED", "body": "A", "closedReason": "B", "item": item(2), "audience": [police],
                "laterMembers": true }),
            "laterMembers",
        ),
        (json!({ "part": "OPEN", "body": "A", "item": other }), "item"),
        (
            json!({ "part": "CLOSED", "body": "A", "closedReason": "B", "audience": [turned(police.as_str().expect("an id"))] }),
            "audience.0",
        ),
        (
            json!({ "part": "RESTRICTED", "body": "A", "closedReason": "B", "recipients": [turned(officer.as_str().expect("an id"))] }),
            "recipients.0",
        ),
    ] {
        let refused = draft(json!([{ "part": "OPEN", "body": "Good." }, section])).await;
        assert_eq!(refusal(&refused)[..2], ["VALIDATION", &format!("sections.1.{field}")], "{refused}");
    }
    assert_eq!(refusal(&draft(json!([])).await)[1], "sections");
    let good = json!([
        { "part": "OPEN", "body": "Lamps.", "item": item(0) },
        { "part": "CLOSED", "body": "Tender.", "item": item(1), "closedReason": "paragraph 3" },
        { "part": "CLOSED", "body": "Cells.", "item": item(2), "closedReason": "paragraph 7", "audience": [police] },
    ]);
    let written = draft(good.clone()).await;
    assert_eq!(written["userErrors"], json!([]));
    // Once: of two who write the first minutes, one does.
    let second = draft(good).await;
    let says = "There are minutes of this meeting already: revise or correct their last edition.";
    assert_eq!(refusal(&second), ["CONFLICT", "", says]);
    // Nobody is recorded as present yet.
    let early = does(&secretary, "circulateMinutes", on(("minutes", &written["minutes"]), json!({}))).await;
    assert_eq!(refusal(&early)[0], "CONFLICT");
    assert!(refusal(&early)[2].contains("recordAttendance"));
    assert_eq!(meeting(&world, "february").await["status"], "HELD");
}

/// A board with two secretaries, one of whom wrote a restricted section that the other may not read.
fn two_secretaries() -> String {
    let second = "      - {person: p-adviser, role: SECRETARIAT, from: 2025-01-01, basis: APPOINTED}\n";
    let chair = "      - {person: p-chair, role: CHAIR,";
    states().replacen(chair, &format!("{second}{chair}"), 1)
}

/// The words that somebody reads of an edition, in order.
async fn words(who: &Asker<'_>, edition: &Value) -> Vec<String> {
    let query = "query($id: ID!) { node(id: $id) { ... on Minutes { sections { body } } } }";
    texts(&who.ask_with(query, json!({ "id": edition["id"] })).await["node"]["sections"], "/body")
}

async fn who_rewrites_minutes_loses_nothing_that_they_do_not_read(db: Database) {
    let world = db.world(&two_secretaries()).await;
    let (secretary, adviser, officer) = (world.person("secretary"), world.person("adviser"), world.person("officer"));
    let held = meeting(&world, "is-held").await;
    let recipient = id(&world, "person", "p-officer").await;
    let open = |body: &str| json!({ "part": "OPEN", "body": body });
    let named =
        json!({ "part": "RESTRICTED", "body": "A name.", "closedReason": "paragraph 1", "recipients": [recipient] });
    let first = json!({ "meeting": held["id"], "sections": [open("One."), named, open("Two.")] });
    let draft = done(&adviser, "draftMinutes", first).await;
    assert_eq!(words(&adviser, &draft).await, ["One.", "A name.", "Two."]);
    assert_eq!(words(&secretary, &draft).await, ["One.", "Two."]);
    // The other secretary rewrites the draft, and what they do not read is still there.
    let rewritten = json!({ "sections": [open("Three.")] });
    let draft = step(&secretary, "reviseMinutes", ("minutes", &draft), rewritten).await;
    assert_eq!(
        (words(&secretary, &draft).await, words(&adviser, &draft).await),
        (vec!["Three.".to_owned()], vec!["Three.".to_owned(), "A name.".to_owned()],)
    );
    // So it is with an edition that takes the place of what was circulated, for those to whom it is addressed as well.
    let came = json!({ "attendance": [{ "person": recipient, "status": "PRESENT", "capacity": "MEMBER" }] });
    step(&secretary, "recordAttendance", ("meeting", &held), came).await;
    let sent = step(&secretary, "circulateMinutes", ("minutes", &draft), json!({})).await;
    let next = step(&secretary, "reviseMinutes", ("minutes", &sent), json!({ "sections": [open("Four.")] })).await;
    assert_eq!((&next["edition"], &next["status"]), (&json!(2), &json!("CIRCULATED")));
    assert_eq!(words(&officer, &next).await, ["Four.", "A name."]);
    assert_eq!(words(&secretary, &next).await, ["Four."]);
    // What was sent stays as it was sent.
    assert_eq!(words(&officer, &sent).await, ["Three.", "A name."]);
    // Who wrote the restricted section may rewrite it.
    let again = json!({ "sections": [open("Five.")] });
    let last = step(&adviser, "reviseMinutes", ("minutes", &next), again).await;
    assert_eq!(words(&officer, &last).await, ["Five."]);
}

async fn minutes_are_agreed_at_a_later_meeting_or_once_comments_are_over(db: Database) {
    let world = db.world(&states()).await;
    let agree = async |slug: &str, by: Value| {
        does(&world.person("chair"), "agreeMinutes", on(("minutes", &minutes(&world, slug).await), json!({ "by": by })))
            .await
    };
    let at = async |slug: &str| json!({ "meeting": id(&world, "meeting", slug).await });
    // Its own meeting, one before it, one that has not taken place, one of another board, none at all.
    let backroom = world.person("nurse").ask(r#"{ meeting(by: { slug: "backroom-2026-01" }) { id } }"#).await;
    for by in [
        at("with-circulated").await,
        at("table-2025-10").await,
        at("is-notified").await,
        at("is-cancelled").await,
        json!({ "meeting": backroom["meeting"]["id"] }),
        json!({ "meeting": "x" }),
    ] {
        let refused = agree("with-circulated", by).await;
        assert_eq!(refusal(&refused)[..2], ["VALIDATION", "by.meeting"], "{refused}");
    }
    let refused = agree("with-circulated", json!({ "correspondence": false })).await;
    assert_eq!(refusal(&refused)[1], "by.correspondence");
    // The last day for comments was 2 February: on the day after they may be agreed.
    world.at("2026-02-02T23:00:00Z");
    let early = agree("with-circulated", json!({ "correspondence": true })).await;
    assert!(refusal(&early)[2].starts_with("Comments are due on 2026-02-02"), "{early}");
    world.at("2026-02-03T09:00:00Z");
    let agreed = agree("with-circulated", json!({ "correspondence": true })).await["minutes"].clone();
    assert_eq!((&agreed["agreedOn"], &agreed["agreedAt"]), (&json!("2026-02-03"), &json!(null)));
    // A correction names the meeting that agreed to it.
    let corrected = json!({ "sections": [{ "part": "OPEN", "body": "Said otherwise." }],
        "agreedAt": id(&world, "meeting", "is-held").await });
    let corrected = step(&world.person("chair"), "correctMinutes", ("minutes", &agreed), corrected).await;
    assert_eq!(
        (&corrected["edition"], &corrected["agreedOn"], &corrected["agreedAt"]["slug"]),
        (&json!(2), &json!("2026-02-02"), &json!("is-held"))
    );
}

async fn what_was_withdrawn_is_corrected_and_published_without_what_was_wrong(db: Database) {
    let world = db.world(&states()).await;
    let (chair, secretary, public) = (world.person("chair"), world.person("secretary"), world.public());
    let withdrawn = minutes(&world, "with-withdrawn").await;
    let corrected = json!({ "sections": [{ "part": "OPEN", "body": "Said otherwise." }],
        "agreedAt": id(&world, "meeting", "is-held").await });
    let corrected = step(&chair, "correctMinutes", ("minutes", &withdrawn), corrected).await;
    let query = r#"{ meeting(by: { slug: "with-withdrawn" }) {
        minutes { edition status sections { body } } } }"#;
    assert_eq!(public.ask(query).await["meeting"], Value::Null, "neither is published");
    // What was withdrawn stays so.
    let refused = does(&secretary, "publishMinutes", on(("minutes", &withdrawn), json!({}))).await;
    assert_eq!(refusal(&refused)[0], "CONFLICT", "{refused}");
    step(&secretary, "publishMinutes", ("minutes", &corrected), json!({})).await;
    let read = public.ask(query).await["meeting"].clone();
    let said = json!({ "edition": 2, "status": "PUBLISHED",
        "sections": [{ "body": "Said otherwise." }] });
    assert_eq!(read["minutes"], said);
}

async fn an_edition_whose_place_another_has_taken_moves_no_more(db: Database) {
    let world: World = db.world(TABLE).await;
    let secretary = world.person("secretary");
    // Its second edition was circulated, and nobody sends the first.
    let query = r#"{ meeting(by: { slug: "table-2025-10" }) { editions { nodes { id edition version } } } }"#;
    let editions = secretary.ask(query).await["meeting"]["editions"]["nodes"].clone();
    assert_eq!((&editions[0]["edition"], &editions[1]["edition"]), (&json!(2), &json!(1)));
    let says = "Edition 2 has taken the place of this one, which is edition 1: name that one.";
    for (deed, more) in
        [("circulateMinutes", json!({})), ("reviseMinutes", json!({ "sections": [{ "part": "OPEN", "body": "A." }] }))]
    {
        let refused = does(&secretary, deed, on(("minutes", &editions[1]), more)).await;
        assert_eq!(refusal(&refused), ["CONFLICT", "", says], "{deed}");
    }
    let late = json!({ "commentsDue": "2026-03-02", "sections": [{ "part": "OPEN", "body": "A." }] });
    let refused = does(&secretary, "reviseMinutes", on(("minutes", &editions[0]), late)).await;
    assert_eq!(refusal(&refused)[..2], ["VALIDATION", "commentsDue"]);
}

async fn what_is_written_is_found(db: Database) {
    let world = db.world(&states()).await;
    let (secretary, officer) = (world.person("secretary"), world.person("officer"));
    let held = meeting(&world, "is-held").await;
    let sections = json!([{ "part": "OPEN", "body": "Quarrelsome magpies were reported." }]);
    done(&secretary, "draftMinutes", json!({ "meeting": held["id"], "sections": sections })).await;
    let magpies = r#"{ search(text: "magpies") { totalCount } }"#;
    assert_eq!(secretary.ask(magpies).await["search"]["totalCount"], 1);
    assert_eq!(officer.ask(magpies).await["search"]["totalCount"], 0, "a draft is not the members' to find");
}

async fn an_edition_that_the_writer_may_not_know_of_keeps_its_number(db: Database) {
    // Of three editions, the last is for the government alone.
    let hidden = "      - edition: 2
        status: CIRCULATED
        marking: {hmg_only: true}
";
    let file = TABLE.replacen(
        "      - edition: 2\n        status: CIRCULATED\n",
        &hidden.replace("edition: 2", "edition: 3"),
        1,
    );
    let file = file.replacen("status: DRAFT", "status: CIRCULATED", 1);
    let world = db.world(&file).await;
    let secretary = world.person("secretary");
    let first = minutes(&world, "table-2025-10").await;
    assert_eq!(first["edition"], 1);
    let more = json!({ "sections": [{ "part": "OPEN", "body": "Said otherwise." }] });
    let next = step(&secretary, "reviseMinutes", ("minutes", &first), more).await;
    assert_eq!((&next["edition"], &next["status"]), (&json!(4), &json!("CIRCULATED")));
}

async fn a_section_that_somebody_commented_on_is_not_taken_out(db: Database) {
    let comment =
        "        comments: [{author: p-chair, section: 1, at: '2026-02-21T09:00:00Z', body: It was not so.}]\n";
    let draft = "        status: DRAFT\n        comments_due: 2026-02-02\n";
    let file = states();
    assert!(file.contains(draft));
    let world = db.world(&file.replacen(draft, &format!("{draft}{comment}"), 1)).await;
    let secretary = world.person("secretary");
    let draft = minutes(&world, "with-draft").await;
    let more = json!({ "sections": [{ "part": "OPEN", "body": "Said otherwise." }] });
    let refused = does(&secretary, "reviseMinutes", on(("minutes", &draft), more.clone())).await;
    assert_eq!(refusal(&refused)[0], "CONFLICT");
    assert!(refusal(&refused)[2].contains("circulate it"), "{refused}");
    // Sent, it is revised by an edition of its own, and the comment stays with what it is about.
    let sent = step(&secretary, "circulateMinutes", ("minutes", &draft), json!({})).await;
    step(&secretary, "reviseMinutes", ("minutes", &sent), more).await;
    let query = "query($id: ID!) { node(id: $id) { ... on Minutes { comments { nodes { body } } } } }";
    let said = secretary.ask_with(query, json!({ "id": sent["id"] })).await["node"]["comments"]["nodes"].clone();
    assert_eq!(texts(&said, "/body"), ["It was not so."]);
}

async fn what_another_wrote_for_its_recipients_is_not_theirs_to_open(db: Database) {
    let world = db.world(&two_secretaries()).await;
    let (secretary, adviser) = (world.person("secretary"), world.person("adviser"));
    let held = meeting(&world, "is-held").await;
    let recipient = id(&world, "person", "p-secretary").await;
    let named =
        json!({ "part": "RESTRICTED", "body": "A name.", "closedReason": "paragraph 1", "recipients": [recipient] });
    let draft = done(&adviser, "draftMinutes", json!({ "meeting": held["id"], "sections": [named] })).await;
    assert_eq!(words(&secretary, &draft).await, ["A name."]);
    // Who reads it as a recipient rewrites the rest, and it stays with those for whom it was written, and with its author.
    let rewritten = json!({ "sections": [{ "part": "OPEN", "body": "Said." }] });
    let draft = step(&secretary, "reviseMinutes", ("minutes", &draft), rewritten).await;
    for who in [&secretary, &adviser] {
        assert_eq!(words(who, &draft).await, ["Said.", "A name."]);
    }
    assert_eq!(words(&world.person("chair"), &draft).await, ["Said."]);
}
