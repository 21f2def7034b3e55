use crate::text::Text;

texts! {
    guide: "Vejledning", "Guide";
    guide_chapters: "Kapitler", "Chapters";
    guide_in_english: "Kapitlet er på engelsk.", "The chapter is in English.";
    statement: "Tilgængelighed", "Accessibility";
    statement_title: "Kan alle bruge siderne?", "Can everybody use the pages?";
    statement_lead: "Siderne er lavet, så de kan bruges med tastatur, skærmlæser, forstørrelse og på telefon.",
        "The pages are made to be used with a keyboard, a screen reader, magnification and on a telephone.";
    statement_status: "Hvor godt overholdes kravene?", "How well are the requirements met?";
    statement_status_text: "Målet er WCAG 2.2 på niveau AA, som omfatter kravene i EN 301 549 (WCAG 2.1 AA). Siderne er ikke prøvet af en uafhængig tredjepart, og der er ingen erklæring om fuld overholdelse.",
        "The aim is WCAG 2.2 at level AA, which covers the requirements of EN 301 549 (WCAG 2.1 AA). The pages have not been tested by an independent third party, and full conformance is not claimed.";
    statement_tested: "Hvad er prøvet?", "What is tested?";
    statement_axe: "Hver udgave prøves automatisk: siderne åbnes i Chromium og gennemgås med axe-core efter reglerne for WCAG 2.0, 2.1 og 2.2, A og AA, i lyst og mørkt tema, ved 1280 og 320 pixels bredde, uden vandret rulning af siden.",
        "Each version is tested automatically: the pages are opened in Chromium and looked at by axe-core with the rules for WCAG 2.0, 2.1 and 2.2, A and AA, in the light and the dark theme, at 1280 and 320 pixels, without the page scrolling sideways.";
    statement_keyboard: "En bruger logger ind med tastaturet alene i den samme prøve.",
        "In the same test a user signs in by the keyboard alone.";
    statement_not: "Hvad er ikke prøvet?", "What is not tested?";
    statement_reader: "Skærmlæsere og brugere med funktionsnedsættelse har ikke prøvet siderne. Automatiske prøver finder kun en del af det, der kan være galt.",
        "The pages have not been tried with screen readers, or by users with disabilities. Automatic tests find only a part of what can be wrong.";
    statement_english: "Nogle tekster er på engelsk på de danske sider: dele af vejledningen, alarmer og fejlmeddelelser fra filer. De er mærket som engelske.",
        "Some texts are in English on the Danish pages: parts of the guide, alerts and messages about files. They are marked as English.";
    statement_contact: "Har du fundet noget, du ikke kan bruge?", "Did you find something that you cannot use?";
    statement_write: "Skriv, hvilken side det drejer sig om, og hvad der ikke virker:", "Write which page it is, and what does not work:";
    statement_no_contact: "Den, der driver platformen, har ikke angivet en kontakt endnu: [web] accessibility_contact i cprabo.toml.",
        "Whoever runs the platform has not given a contact yet: [web] accessibility_contact in cprabo.toml.";
    statement_complain: "Hjælper det ikke, kan du klage til Digitaliseringsstyrelsen, som fører tilsyn efter lov om tilgængelighed af offentlige organers websteder og mobilapplikationer.",
        "If that does not help, you can complain to Digitaliseringsstyrelsen (the Danish Agency for Digital Government), which supervises the act on the accessibility of public websites.";
    statement_date: "Erklæringen er gennemgået", "The statement was reviewed";
    statement_no_date: "Erklæringen er en skabelon. Den, der driver platformen, udfylder den og gennemgår den hvert år.",
        "The statement is a template. Whoever runs the platform completes it, and reviews it each year.";
}
