# trimtab_add_optional(folder...): adds each folder that has a CMakeLists.txt, so a folder joins the build by
# getting one, and a partial checkout still configures.
function(trimtab_add_optional)
  foreach(folder IN LISTS ARGN)
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt")
      add_subdirectory("${folder}")
    endif()
  endforeach()
endfunction()
