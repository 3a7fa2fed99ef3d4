// The queries of the Examples menu, in the order they appear. A new one needs no other change.
// `title` and `about` are what the reader sees; `variables` is optional and is written into the variables editor.

export const examples = [
    {
        title: "What is still open?",
        about: "For a chair or a partner's system: what an organisation still owes, when it is due and the last news.",
        query: `# Without ownerOrganisation: what anybody owes.
query StillOpen {
  actions(
    first: 20
    filter: {ownerOrganisation: "mps", status: [OPEN, IN_PROGRESS, CHASING]}
  ) {
    totalCount
    nodes {
      description
      status
      due
      overdue
      owners {
        nodes { organisation { name } person { displayName } }
      }
      updates(last: 1) {
        nodes { reportedOn text }
      }
    }
  }
}
`,
    },
    {
        title: "One meeting, as you may see it",
        about: "For anyone: run it as one person, then as another, and compare the answers.",
        query: `# Run this as the public. Then choose a member
# of the board at the top, and run it again.
query OneMeeting {
  meeting(by: {slug: "lvb-2022-12-05"}) {
    heldOn
    status
    attendance(first: 50) {
      totalCount
      nodes {
        person { displayName }
        organisation { name }
        status
      }
    }
    agendaItems {
      nodes { number title part stub }
    }
    minutes {
      id
      version
      status
      sections { part stub body }
    }
  }
}
`,
    },
    {
        title: "What has changed since last time?",
        about: "For a partner's system: pull changes page by page, keeping the last cursor.",
        query: `# Send endCursor back as "after" for what is new.
query WhatChanged($after: String) {
  changes(after: $after, first: 50) {
    nodes {
      kind
      record {
        __typename
        id
        ... on Action { status description }
      }
      at
    }
    pageInfo { endCursor hasNextPage }
  }
}
`,
        variables: { after: null },
    },
    {
        title: "Tell me when minutes are published",
        about: "Live: stays open and shows each set of minutes as it is published.",
        query: `# Stays open until you press stop. Publish minutes
# in another window to see them arrive.
subscription MinutesPublished {
  minutesPublished {
    minutes {
      id
      status
      meeting { slug }
      sections { body }
    }
    cursor
  }
}
`,
    },
    {
        title: "Which programmes are ending?",
        about: "For a commissioner: money that ends before a date, who takes part, and what follows.",
        query: `query ProgrammesEnding {
  programmes(
    filter: {area: "bromley", fundingEndsBefore: "2017-04-01"}
    orderBy: FUNDING_ENDS
  ) {
    totalCount
    nodes {
      name
      parties { role organisation { name } }
      fundingEnds
      successorFunding
    }
  }
}
`,
    },
    {
        title: "Where was that said?",
        about: "For anyone: the words of the record, as you type them into a box; you find what you may read.",
        query: `# Words in quotation marks follow one another,
# a star stands for any ending.
query Search {
  search(text: "refuge*", first: 10) {
    totalCount
    nodes {
      field
      snippet { text matched }
      node {
        __typename
        ... on MinuteSection { minutes { meeting { slug } } }
        ... on Organisation { name }
        ... on Programme { name status }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
    },
    {
        title: "Who am I?",
        about: "For anyone: your account, the organisations you act for and what you may do.",
        query: `query WhoAmI {
  viewer {
    account { name }
    hats {
      organisation { name }
    }
    capabilities
  }
}
`,
    },
    {
        title: "Publish the minutes",
        about: "For a secretariat: a change to the record. The meeting's query gives the id and version.",
        query: `# This changes the record. Whoever may not do so
# is told why. Put the id and the version of the
# minutes into the variables below: the example
# "One meeting" shows them to the secretariat.
mutation PublishMinutes($input: PublishMinutesInput!) {
  publishMinutes(input: $input) {
    minutes { id status }
    userErrors { code field message }
    cursor
  }
}
`,
        variables: { input: { minutes: "put the id here", expectedVersion: 1, publicationType: "General" } },
    },
];

// What a first visit shows.
export const first = examples[1];
