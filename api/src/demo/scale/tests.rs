use super::{Dice, Unit, scale};
use crate::demo::{rows::Rows, tests::Place};

#[tokio::test]
async fn a_unit_holds_what_the_contract_says() {
    let place = Place::new().await;
    scale(&place.store, 1, 42, |_| {}).await.unwrap();
    for (table, rows) in [
        ("organisation", 200),
        ("board", 100),
        ("meeting", 2_000),
        ("minute_section", 20_000),
        ("minute_section_text", 20_000),
        ("action", 20_000),
        ("action_update", 60_000),
        ("programme", 1_000),
        ("\"grant\"", 3_000),
        ("agreement", 1_000),
        ("agreement_party", 2_000),
        ("account WHERE kind = 'PERSON' AND slug LIKE 's1-org-___-member'", 200),
        ("account WHERE kind = 'SERVICE' AND slug LIKE 's1-org-___-service'", 200),
        ("organisation o WHERE o.id NOT IN (SELECT organisation_id FROM seat)", 0),
        ("paper", 2_000),
        ("decision", 2_000),
        ("recommendation", 2_000),
        ("access_grant", 2_000),
        ("review", 10),
        ("paper_version", 2_000),
        ("circulation c JOIN paper p ON p.id = c.paper_id WHERE p.status = 'DRAFT'", 0),
        ("change", 100 + 2_000 + 2_000 + 20_000 + 60_000 + 1_000 + 2_000),
        (
            "minute_section s JOIN minutes m ON m.id = s.minutes_id WHERE s.part = 'OPEN' AND m.status = 'PUBLISHED'",
            6_000,
        ),
        ("minute_section s JOIN minutes m ON m.id = s.minutes_id WHERE s.part = 'OPEN' AND m.status = 'AGREED'", 4_000),
        (
            "minute_section s JOIN minutes m ON m.id = s.minutes_id WHERE s.part = 'CLOSED' OR (s.part = 'OPEN' AND m.status = 'CIRCULATED')",
            8_000,
        ),
        ("minute_section WHERE part = 'RESTRICTED' AND marking_id IS NOT NULL", 2_000),
        ("minute_section s JOIN agenda_item i ON i.id = s.item_id WHERE s.part = 'OPEN' AND i.part <> 'OPEN'", 0),
        ("minutes WHERE status = 'PUBLISHED' AND (published_at IS NULL OR agreed_on IS NULL)", 0),
    ] {
        assert_eq!(place.count(table).await, rows, "{table}");
    }
    let seats = place.count("seat").await;
    assert!((1_150..1_250).contains(&seats), "{seats}");

    scale(&place.store, 1, 42, |line| assert_eq!(line, "unit 1: there already")).await.unwrap();
    assert_eq!(place.count("organisation").await, 200);
    let stop = scale(&place.store, 1, 43, |_| {}).await.unwrap_err().to_string();
    assert!(stop.contains("scale-1-seed-42") && stop.contains("--seed"), "{stop}");
}

#[tokio::test]
async fn a_seed_always_makes_the_same() {
    let place = Place::new().await;
    let loading = place.store.load().await.unwrap();
    let words = |seed: u64| {
        let unit = Unit::new(&loading, 1, seed, &mut Rows::default());
        let rows = unit.board(3);
        let seat = |person| unit.delegations.iter().position(|d| d.person == person);
        let seats: Vec<_> = rows.membership.iter().map(|m| seat(m.person_id)).collect();
        let bodies: Vec<_> = rows.minute_section_text.into_iter().map(|text| text.body).collect();
        let standing = rows.action_progress.iter().map(|progress| progress.status);
        let actions: Vec<_> =
            rows.action.iter().zip(standing).map(|(a, s)| (a.description.clone(), s, a.due_by)).collect();
        let grants: Vec<_> = rows.grant.into_iter().map(|g| (g.slug, g.amount_pence, g.status)).collect();
        (seats, bodies, actions, grants)
    };
    assert!(words(42) == words(42));
    assert!(words(42) != words(43));
    // Changing this line changes every measurement that was made with a seed: say so where they are kept.
    assert_eq!(Dice::new(42, [1, 3]).below(1_000_000), 594_436);
}
