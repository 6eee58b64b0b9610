# A room of the house: an object library over src/NAME that can include its own headers, those of
# the rooms it names, and nothing else of src/.
#
#   mnet_room(NAME [USES ROOM…] [LIBRARIES TARGET…])
#
# #include "nic/nic.hpp" works through build/rooms/nic, a folder that holds a link to src/nic only.
function(mnet_room name)
  cmake_parse_arguments(ROOM "" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(room_${name} OBJECT ${sources})
  target_link_libraries(room_${name} PRIVATE mnet_cxx_flags ${ROOM_LIBRARIES})
  target_include_directories(room_${name} PRIVATE ${PROJECT_SOURCE_DIR}/include)
  foreach(visible ${name} ${ROOM_USES})
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/rooms/${visible})
    if(NOT EXISTS ${CMAKE_BINARY_DIR}/rooms/${visible}/${visible})
      file(CREATE_LINK ${PROJECT_SOURCE_DIR}/src/${visible}
           ${CMAKE_BINARY_DIR}/rooms/${visible}/${visible} SYMBOLIC)
    endif()
    target_include_directories(room_${name} PRIVATE ${CMAKE_BINARY_DIR}/rooms/${visible})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY MNET_ROOMS room_${name})
endfunction()
