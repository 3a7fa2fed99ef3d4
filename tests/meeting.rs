//! Meetings, their attendance and their agenda.

use roundtable_tests::Database;

crate::cases![the_counts_of_the_minutes_come_back];

async fn the_counts_of_the_minutes_come_back(db: Database) {
    let world = db.demo().await;
    for (meeting, present, apologies) in
        [("lvp-2013-09-11", 12, 6), ("lvp-2015-03-10", 22, 5), ("lvb-2022-03-07", 18, 5), ("lvb-2022-12-05", 24, 8)]
    {
        let query = format!(
            r#"{{ meeting(by: {{ slug: "{meeting}" }}) {{
                present: attendance(filter: {{ status: PRESENT }}) {{ totalCount }}
                apologies: attendance(filter: {{ status: APOLOGIES }}) {{ totalCount }}
                printedPresent printedApologies
            }} }}"#
        );
        let data = world.person("mopac-secretariat").ask(&query).await;
        let meeting = &data["meeting"];
        assert_eq!(meeting["present"]["totalCount"], present);
        assert_eq!(meeting["apologies"]["totalCount"], apologies);
        assert_eq!(meeting["printedPresent"], present);
        assert_eq!(meeting["printedApologies"], apologies);
    }
}
