//! No answer leaves before what was read for it is written down (domain model 3.8).
//!
//! # Why
//! Here, because every answer passes here: that of a query, of a mutation, and of each event of a stream.

use std::sync::Arc;

use async_graphql::{
    Response, async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute},
};

use crate::{error::Error, store::View};

/// Writes down what was read.
pub(super) struct Tracing;

impl ExtensionFactory for Tracing {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Tracing {
    async fn execute(&self, ctx: &ExtensionContext<'_>, name: Option<&str>, next: NextExecute<'_>) -> Response {
        let response = next.run(ctx, name).await;
        let written = match ctx.data::<View>() {
            Ok(view) => view.write_down().await,
            Err(_) => Err(Error::Internal),
        };
        // What could not be written down was not read: nothing of the answer leaves.
        match written {
            Ok(()) => response,
            Err(error) => {
                let error: async_graphql::Error = error.into();
                Response::from_errors(vec![error.into_server_error(async_graphql::Pos::default())])
            }
        }
    }
}
