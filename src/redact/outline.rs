//! What of a text can be blanked: its cells, by their places in it.

use std::ops::Range;

/// A stretch of text, in bytes. Payloads are far smaller than 4 GiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        let place = |place| u32::try_from(place).unwrap_or(u32::MAX);
        Self { start: place(start), end: place(end) }
    }

    /// The text that stands there.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// How the text of a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// As it is read.
    Plain,
    /// CSV between quotes: a quote is doubled.
    Doubled,
    /// A JSON string.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// HTML and XML: character references.
    Markup,
    /// vCard: folded, with backslashes.
    Folded,
    /// vCard 2.1: quoted-printable.
    Printable,
}

/// What of a cell goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blank {
    /// Only the value, where prose stands around it.
    Part,
    /// All of it.
    Whole,
    /// All of it, and `null` takes its place.
    Null,
}

/// What can be blanked by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Its text: positions in [`Outline::pieces`].
    pieces: Span,
    pub coding: Coding,
    pub blank: Blank,
    /// What goes when all of it goes, if this is more than its text.
    around: Span,
}

/// The cells of a text, in their order.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pieces: Vec<Span>,
    pub cells: Vec<Cell>,
    pub kind: Kind,
}

/// What the cells of a text are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Texts of their own: what stands between two of them is never part of a value.
    #[default]
    Cells,
    /// Lines of running text.
    Lines,
    /// Words of running text.
    Words,
}

impl Outline {
    pub fn new(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Adds a cell that is one stretch of text.
    pub fn add(&mut self, span: Span, coding: Coding) {
        self.add_pieces(&[span], coding);
    }

    /// Adds a cell whose text stands in pieces.
    pub fn add_pieces(&mut self, pieces: &[Span], coding: Coding) {
        self.push(pieces, coding, Blank::Part, Span::default());
    }

    /// Adds a cell that is blanked as a whole or not at all, with what stands around it.
    pub fn add_whole(&mut self, span: Span, coding: Coding, around: Span) {
        self.push(&[span], coding, Blank::Whole, around);
    }

    /// Adds a cell for which `null` is written.
    pub fn add_number(&mut self, span: Span) {
        self.push(&[span], Coding::Plain, Blank::Null, Span::default());
    }

    fn push(&mut self, pieces: &[Span], coding: Coding, blank: Blank, around: Span) {
        let start = self.pieces.len();
        self.pieces.extend(pieces.iter().filter(|piece| !piece.is_empty()));
        if self.pieces.len() > start {
            let pieces = Span::new(start, self.pieces.len());
            self.cells.push(Cell { pieces, coding, blank, around });
        }
    }

    /// Where the text of a cell stands.
    pub fn pieces(&self, cell: Cell) -> &[Span] {
        self.pieces.get(cell.pieces.start as usize..cell.pieces.end as usize).unwrap_or_default()
    }

    /// From the start of the first of these cells to the end of the last.
    pub fn span(&self, cells: &Range<usize>) -> Span {
        let cells = self.cells.get(cells.clone()).unwrap_or_default();
        let start = cells.first().and_then(|cell| self.pieces(*cell).first());
        let end = cells.last().and_then(|cell| self.pieces(*cell).last());
        Span { start: start.map_or(0, |piece| piece.start), end: end.map_or(0, |piece| piece.end) }
    }

    /// The last cell that begins at or before a place, where all begin in order.
    pub fn cell_at(&self, place: u32) -> usize {
        self.cells
            .partition_point(|cell| {
                self.pieces(*cell).first().is_some_and(|piece| piece.start <= place)
            })
            .saturating_sub(1)
    }

    /// What goes when all of a cell goes.
    pub fn whole(&self, cell: Cell) -> Vec<Cut> {
        let spans = match cell.around.is_empty() {
            true => self.pieces(cell),
            false => &[cell.around],
        };
        let filler = if cell.blank == Blank::Null { "null" } else { "" };
        spans.iter().map(|span| Cut { span: *span, filler }).collect()
    }
}

/// A stretch that goes, and what takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cut {
    pub span: Span,
    pub filler: &'static str,
}

impl Cut {
    /// What of it lies in a part.
    pub fn within(self, part: Span) -> Option<Self> {
        let start = self.span.start.max(part.start);
        let end = self.span.end.min(part.end);
        (start < end).then_some(Self { span: Span { start, end }, ..self })
    }
}

/// A part of the text without what was cut there. Cuts are in order; where two overlap both go.
pub(super) fn without<'c>(
    text: &str,
    part: Span,
    cuts: impl IntoIterator<Item = &'c Cut>,
) -> String {
    let mut rest = String::with_capacity(part.of(text).len());
    let mut position = part.start;
    for cut in cuts {
        rest.push_str(Span { start: position, end: cut.span.start }.of(text));
        if cut.span.start >= position {
            rest.push_str(cut.filler);
        }
        position = position.max(cut.span.end);
    }
    rest.push_str(Span { start: position, end: part.end }.of(text));
    rest
}
