#pragma once

namespace trimtab::torture {

/// Puts a layer between SQLite and the disk for all databases this program opens from now on. In it are the failpoints
/// of the store (`state.write`, `state.sync`, …); and where the environment names a file in TRIMTAB_STORE_TRACE, each
/// change that the store makes to its files is noted there, for the replay of a loss of power.
void use_store_vfs();

}  // namespace trimtab::torture
