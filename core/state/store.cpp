#include "core/state/store.h"

#include "core/model/words.h"

namespace trimtab {
namespace {
constexpr Words<OperationStatus, 5> statuses{{"intended", "done", "failed", "undone", "undo_failed"}};
}  // namespace

std::string to_text(OperationStatus status) { return statuses.text(status); }
std::optional<OperationStatus> operation_status_from(std::string_view text) { return statuses.value(text); }

}  // namespace trimtab
