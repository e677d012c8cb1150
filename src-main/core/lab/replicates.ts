/** So many replicates are trained in one program, whatever number is wanted: its shapes, and so the program, stay. */
export const replicatesPerBlock = 32;
