# trimtab_add_plugin(<name> VERSION 1.0.0 SOURCES a.cpp ... [LINK targets...] [DATA files...])
#
# Makes the plugin <name>.so: one exported symbol, everything else hidden, and no undefined symbol left, so it cannot
# lean on anything inside the engine. It is built into <build>/plugins and installed to <libdir>/trimtab/plugins, where
# the engine looks. DATA files keep their relative path under plugins/<name>/ in both places.
# TRIMTAB_PLUGIN_NAME and TRIMTAB_PLUGIN_VERSION are defined for the sources.
include_guard(GLOBAL)

function(trimtab_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "VERSION" "SOURCES;LINK;DATA")
  if(NOT arg_VERSION OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "trimtab_add_plugin(${name}): need VERSION and SOURCES; got also '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  include(GNUInstallDirs)
  set(target plugin_${name})
  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE trimtab::sdk ${arg_LINK})
  target_compile_definitions(${target} PRIVATE
    TRIMTAB_PLUGIN_NAME="${name}" TRIMTAB_PLUGIN_VERSION="${arg_VERSION}")
  target_link_options(${target} PRIVATE LINKER:-z,defs)
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME "${name}" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/plugins")
  install(TARGETS ${target} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/trimtab/plugins")
  if(arg_DATA)
    trimtab_plugin_data(${target} ${name} ${arg_DATA})
  endif()
endfunction()

# Copies and installs the data files of one plugin; a changed file is copied again by the next build.
function(trimtab_plugin_data target name)
  set(copies "")
  foreach(file IN LISTS ARGN)
    if(IS_ABSOLUTE "${file}" OR file MATCHES "(^|/)\\.\\.(/|$)")
      message(FATAL_ERROR "trimtab_add_plugin(${name}): DATA file '${file}' must lie under ${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    set(copy "${CMAKE_BINARY_DIR}/plugins/${name}/${file}")
    add_custom_command(OUTPUT "${copy}"
      COMMAND "${CMAKE_COMMAND}" -E copy "${CMAKE_CURRENT_SOURCE_DIR}/${file}" "${copy}"
      DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${file}" VERBATIM)
    list(APPEND copies "${copy}")
    get_filename_component(folder "${file}" DIRECTORY)
    install(FILES "${file}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/trimtab/plugins/${name}/${folder}")
  endforeach()
  add_custom_target(${target}_data ALL DEPENDS ${copies})
  add_dependencies(${target} ${target}_data)
endfunction()
