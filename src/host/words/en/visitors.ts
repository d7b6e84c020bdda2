/**
 * The words of the engine that visitors read, in the form of src/content/site.yaml. They are used for what a site's own
 * files leave out. What is in braces is replaced by a value.
 */
export const visitors = {
  booking: {
    nextFree: "Next free: {time}",
    dialog: {
      close: "Close",
      late: "Still working: the calendar takes longer than usual.",
      page: "Open the booking page",
      continue: "Continue",
      times: {
        zone: "Times in {zone}",
        more: "More days",
        calendar: "Whole calendar",
        change: "Change time",
        until: "Free times until {date}",
        none: "No time is free until {date}",
        gone: "{time} has just been taken. Please choose another time.",
        age: "Last checked at {time}",
      },
      consent: {
        heading: "The calendar comes from {host}",
        text: "If you continue, your browser connects to {host}, which may use cookies. This browser remembers your choice.",
        times: "The booking form comes from {host}. If you choose a time, your browser connects to {host} and remembers your choice.",
        agree: "Continue",
        measuring: "Also let this site measure how fast the calendar opens.",
        withdraw: "Withdraw consent",
        withdrawn: "Consent withdrawn.",
      },
      failed: {
        heading: "Unable to load calendar",
        text: "The booking service could not be reached or did not answer. You can try again, or book on its own page; it is the same calendar.",
        retry: "Try again",
        contact: "Or write to {email}.",
      },
    },
  },
  words: {
    skip: "Skip to content",
    navigation: "Main",
    breadcrumb: "You are here",
    home: "Home",
    minutes: "Minute {from} to {to}",
    by: "By {name}",
    updated: "updated on {date}",
    footnotes: "Footnotes",
    backToReference: "Back to reference {reference}",
    draft: "This is a draft. Only people who review the site can see it.",
    scheduled: "This page is not public yet. It is published with the first build on or after {date}.",
    video: {
      play: "Play video",
      page: "Watch at {host}",
      asks: "The video comes from {host}. If you continue, your browser connects to {host}, which may use cookies.",
      agree: "Load video",
    },
    map: { open: "Open in {host}" },
    ended: "This page is no longer public. It ended with the first build on or after {date}.",
  },
  form: {
    sent: "Thank you. Your message has been sent.",
    failed: "Your message could not be sent. Please try again, or write to {email}.",
    again: "Please press the button once more.",
    often: "Too many messages came from your connection. Please try again in a minute.",
    large: "Your message is too long. Please shorten it.",
    foreign: "The form was sent from another website. Please send it from this page.",
    problems: "Please correct the marked fields.",
    optional: "(optional)",
    choose: "Please choose",
    trap: "Please leave this field empty",
    back: "Back to the page",
    errors: {
      required: "Please fill in this field.",
      email: "Please enter a complete e-mail address, such as name@example.com.",
      long: "Please use at most {max} characters.",
      choice: "Please choose one of the options.",
      agree: "Please tick this box.",
    },
  },
  notFound: {
    title: "Page not found",
    heading: "There is nothing at this address.",
    text: "The link may be old, or a letter went missing on the way.",
    back: "Back to the home page",
  },
};

export type VisitorWords = typeof visitors;
