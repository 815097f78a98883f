#pragma once

#include "core/cli/console.h"
#include "core/cli/options.h"

namespace trimtab {

/// One per command, each in the file of its name. They return the process's exit status and have said all there is to
/// say.
int run_validate(const Options& options, const Console& console);
int run_plan(const Options& options, const Console& console);
int run_apply(const Options& options, const Console& console);
int run_status(const Options& options, const Console& console);
int run_graph(const Options& options, const Console& console);
int run_render(const Options& options, const Console& console);
int run_history(const Options& options, const Console& console);
int run_rollback(const Options& options, const Console& console);
int run_destroy(const Options& options, const Console& console);
int run_logs(const Options& options, const Console& console);

int run_plugin_list(const Options& options, const Console& console);
int run_plugin_show(const Options& options, const Console& console);
int run_version(const Options& options, const Console& console);

}  // namespace trimtab
