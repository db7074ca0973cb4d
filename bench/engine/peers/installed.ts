// Packages of the peers lie in node_modules beside this file, so only files of this folder find them. They are not there when the compiler checks us: hence `any`.

/** A package of the peers. @throws when it is not installed */
export const installed = (name: string): Promise<any> => import(name)
