//! What draws and selections leave beside the registrations: the record of a draw, no marks of what is told.

use crate::domain::seats::{Board, Command, Decision, Request};
use crate::store::types::Id;
use crate::store::{Conn, StoreError, draws, selection_marks};

/// Writes it, in the transaction of the batch.
pub fn write(
    conn: &mut Conn,
    board: &Board,
    commands: &[Command],
    decisions: &[Decision],
) -> Result<(), StoreError> {
    if !board.drawn.is_empty() {
        draws::record(conn, board)?;
    }
    for (command, decision) in commands.iter().zip(decisions) {
        if let (Request::Select(select), Ok(_)) = (&command.request, &decision.outcome) {
            let told: Vec<Id> = select.selections.iter().map(|(id, _)| Id(id.0)).collect();
            selection_marks::unmark(conn, &told)?;
        }
    }
    Ok(())
}
