/** What a connection costs in Node alone: a server that greets and remembers. Prints its port. */
import { createServer, type AddressInfo, type Socket } from 'node:net'

const all = new Set<Socket>()
const server = createServer((socket) => {
  all.add(socket)
  socket.on('error', () => {})
  socket.on('close', () => all.delete(socket))
  socket.on('data', (d) => {
    for (let at = d.indexOf(10); at >= 0; at = d.indexOf(10, at + 1)) socket.write('You say: something (1)\r\n> ')
  })
  socket.write('Welcome.\r\n> ')
})
server.listen(0, '127.0.0.1', 1_024, () => console.log(`port ${(server.address() as AddressInfo).port}`))
