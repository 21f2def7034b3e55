//! Lists, tables and plots.

use crate::text::Text;

texts! {
    pages_beside: "Sider om det samme", "Pages on the same";
    pages_of_list: "Sider i listen", "Pages of the list";
    first_page: "Første", "First";
    previous_page: "Forrige", "Previous";
    next_page: "Næste", "Next";
    last_page: "Sidste", "Last";
    numbers_as_table: "Tallene som tabel", "The numbers as a table";
    filter_list: "Vis", "Show";
    all_choices: "alle", "all";
    show_all: "Vis alle", "Show all";
    search: "Søg", "Search";
    nothing_found: "Intet svarer til det, der er valgt.", "Nothing is as chosen.";
    no_number_here: "Det ligner et personnummer. Personer slås op på siden Person, så nummeret ikke kommer i en adresse.",
        "That looks like a personal number. Persons are looked up on the page Person, so that the number comes into no address.";
}
