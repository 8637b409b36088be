export { Big, default } from 'big.js'
