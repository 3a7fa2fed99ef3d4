//! Why somebody may know of a record: each rule as one or more ways to a row, with the sentence that says it.
//!
//! # Why
//! The ways are the rule: the rows of a noun are those that any of its ways reaches and nothing withholds. What is
//! enforced, what a reader is told of it (`access`) and the printed table (`roundtable policy`) therefore cannot differ.

use sea_orm::{Condition, EntityTrait};

use super::{
    Reserved, Right, Told, Who,
    pieces::{all, any_of, never},
};

/// One way to a row: what the viewer is to it.
pub(crate) struct Way {
    /// The rules of the domain model that it rests on.
    pub(crate) rules: &'static [&'static str],
    /// In a sentence, to the reader.
    pub(crate) says: &'static str,
    /// Whether the row is known only as a stub: that there is something, and not what it says.
    pub(crate) stub: bool,
    /// The rows.
    pub(crate) rows: Condition,
}

/// A way to a row.
pub(super) fn way(rules: &'static [&'static str], says: &'static str, rows: Condition) -> Way {
    Way { rules, says, stub: false, rows }
}

/// A way on which nothing but a stub is seen.
pub(super) fn stub(rules: &'static [&'static str], says: &'static str, rows: Condition) -> Way {
    Way { rules, says, stub: true, rows }
}

/// All ways to the rows of a noun, and what each of them needs besides.
pub(crate) struct Known {
    /// Any one is enough.
    pub(crate) ways: Vec<Way>,
    /// What must hold as well, whichever way it is: handling, and what a parent withholds.
    provided: Condition,
}

impl Known {
    /// No way at all.
    pub(super) fn nothing() -> Self {
        Self { ways: Vec::new(), provided: Condition::all() }
    }

    /// Ways that nothing withholds. A way that reaches no row for this kind of viewer is none.
    pub(super) fn by(ways: impl Into<Vec<Way>>) -> Self {
        Self::nothing().and(ways)
    }

    /// And these ways.
    pub(super) fn and(mut self, ways: impl Into<Vec<Way>>) -> Self {
        self.ways.extend(ways.into().into_iter().filter(|way| way.rows != never()));
        self
    }

    /// The same, of rows that meet this too.
    pub(super) fn provided(mut self, rows: Condition) -> Self {
        self.provided = rows;
        self
    }

    /// The rows.
    pub(crate) fn rows(self) -> Condition {
        all([reached(self.ways), self.provided])
    }
}

/// The rows that any of these ways reaches.
pub(super) fn reached(ways: Vec<Way>) -> Condition {
    any_of(ways.into_iter().map(|way| way.rows))
}

/// A noun whose readers can be told why they are.
pub(crate) trait Explained: EntityTrait {
    /// Whom to ask for more, in a sentence.
    const WHOM: &'static str;

    /// The ways to its rows.
    fn known(viewer: Who) -> Known;

    /// What is withheld of a row from those who know of it.
    fn withheld() -> Vec<Withheld<Self>> {
        Vec::new()
    }
}

/// A field, or several, with a narrower audience than their record.
pub(crate) struct Withheld<E> {
    /// The fields, as the schema names them.
    pub(crate) fields: &'static [&'static str],
    /// What it is called where it is withheld.
    pub(crate) code: &'static str,
    /// Who reads it, in a sentence.
    pub(crate) says: &'static str,
    /// The rows of which the viewer is told it.
    pub(crate) told: fn(Who) -> Condition,
    noun: std::marker::PhantomData<fn() -> E>,
}

/// What is reserved of a noun.
pub(super) fn withheld<R: Reserved>() -> Withheld<R::Of>
where
    Told<R>: Right<On = R::Of>,
{
    Withheld {
        fields: R::FIELDS,
        code: R::CODE,
        says: R::SAYS,
        told: <Told<R> as Right>::rows,
        noun: std::marker::PhantomData,
    }
}

/// States the ways to the rows of one noun, and with them the rows.
macro_rules! known {
    ($noun:ident, $whom:literal, $viewer:ident => $known:expr, withheld: [$($narrow:ident),*]) => {
        crate::policy::known::known!($noun, $whom, $viewer => $known, reserved: [$(entities::$narrow::Entity),*]);
    };
    ($noun:ident, $whom:literal, $viewer:ident => $known:expr $(, reserved: [$($reserved:ty),*])?) => {
        impl crate::policy::Explained for entities::$noun::Entity {
            const WHOM: &'static str = $whom;

            fn known($viewer: crate::policy::Who) -> crate::policy::known::Known {
                $known
            }

            $(fn withheld() -> Vec<crate::policy::known::Withheld<Self>> {
                vec![$(crate::policy::known::withheld::<$reserved>()),*]
            })?
        }

        crate::policy::read!($noun, viewer => {
            <entities::$noun::Entity as crate::policy::Explained>::known(viewer).rows()
        });
    };
}
pub(super) use known;

/// States who is told what a narrow table holds of its noun, and with it the table's rows.
macro_rules! told {
    (
        $table:ident.$key:ident of $noun:ident, $code:literal, $fields:expr, $says:literal,
        $viewer:ident => $rows:expr
    ) => {
        impl crate::policy::Reserved for entities::$table::Entity {
            type Of = entities::$noun::Entity;
            const CODE: &'static str = $code;
            const FIELDS: &'static [&'static str] = &$fields;
            const SAYS: &'static str = $says;
        }

        impl crate::policy::Narrow for entities::$table::Entity {
            fn where_told(viewer: crate::policy::Who) -> sea_orm::Condition {
                let told = <crate::policy::Told<Self> as crate::policy::Right>::rows(viewer);
                crate::policy::pieces::parent(entities::$table::Column::$key, entities::$noun::Column::Id, told)
            }
        }

        impl crate::policy::Right for crate::policy::Told<entities::$table::Entity> {
            type On = entities::$noun::Entity;

            fn rule($viewer: crate::policy::Who) -> sea_orm::Condition {
                $rows
            }
        }
    };
}
pub(super) use told;
